import type { Places } from "../disk/places.ts";
import type { Host } from "../host.ts";
import { damaged } from "./damaged.ts";
import { importSecret } from "./derive.ts";
import type { VaultFile } from "./file.ts";
import { rememberGeneration } from "./generations.ts";
import type { Item } from "./item.ts";
import type { VaultKey } from "./key.ts";
import { macInput, verify } from "./mac.ts";
import { checkMembers, parseHead } from "./parse.ts";
import { openItem } from "./sealed_item.ts";
import {
  checkInnerName,
  parseSealed,
  restoreCommand,
  type SealedVault,
  type StoredVault,
} from "./store.ts";

export { readSealed } from "./store.ts";

/** A vault whose MAC was verified with its key. */
export interface OpenVault {
  /** The file as it was verified. */
  readonly file: VaultFile;
  /** The vault key; its owner wipes it. */
  readonly key: VaultKey;
  /** The item of that id, or null. Faults (65) when it is damaged. */
  item(id: string): Promise<Item | null>;
  /** All items, sorted by title, then id. Faults (65) when one is damaged. */
  items(): Promise<Item[]>;
}

/**
 * Opens a vault that was read strictly: its MAC is verified, its generation compared and remembered.
 * Faults (65) `tampered`, (65) `older-generation`.
 */
export async function openVault(
  host: Pick<Host, "random">,
  places: Pick<Places, "state">,
  stored: StoredVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = await importSecret(key.bytes);
  const { file } = stored;
  if (!await verify(secret, file.id, file.mac, macInput(file))) throw tampered(stored);
  return await current(host, places, stored, file, key, secret);
}

/**
 * As {@linkcode openVault}, from bytes that were not parsed. A file as opaws writes it needs no strict parse: once the
 * MAC over its text without the `mac` member holds, that text is what a holder of the key wrote, so duplicate keys and
 * the like cannot be in it. Of what it holds, all but the items is checked here, and each item when it is opened.
 * Any other layout takes the strict way. Faults as {@linkcode openVault}, and (65), (78) as `readVault`.
 */
export async function openSealed(
  host: Pick<Host, "random">,
  places: Pick<Places, "state">,
  sealed: SealedVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = await importSecret(key.bytes);
  const file = await readCanonical(sealed, secret);
  if (file === null) {
    return await openVault(host, places, { ...sealed, file: parseSealed(sealed) }, key);
  }
  checkInnerName(sealed, file.name);
  return await current(host, places, sealed, file, key, secret);
}

/** An open vault over `file`, verified already. `secret` is the imported vault key. */
export function opened(
  file: VaultFile,
  key: VaultKey,
  secret: CryptoKey,
  path: string,
): OpenVault {
  const item = async (id: string): Promise<Item | null> =>
    Object.hasOwn(file.items, id)
      ? await openItem(secret, file.id, id, file.items[id], path)
      : null;
  return { file, key, item, items: () => openAll(file, secret, path) };
}

/** All items of `file`, sorted by title, then id. Faults (65). */
export async function openAll(file: VaultFile, secret: CryptoKey, path: string): Promise<Item[]> {
  const entries = Object.entries(file.items);
  const items = await Promise.all(
    entries.map(([id, entry]) => openItem(secret, file.id, id, entry, path)),
  );
  return items.sort((a, b) => compare(a.title, b.title) || compare(a.id, b.id));
}

/** The fault (65) of a vault whose MAC does not hold. */
export function tampered(sealed: Pick<SealedVault, "name">): Error {
  return damaged(
    `open vault ${JSON.stringify(sealed.name)}`,
    "its file is not what was written with its key",
    { code: "tampered", try: restoreCommand(sealed.name) },
  );
}

const MAC_MEMBER = /\},"mac":"([\w-]{43})",(?="name":)/; // of the canonical text: "items" before it, "name" after

/** The file when its text is canonical and its MAC holds; null when the strict way must tell. */
async function readCanonical(sealed: SealedVault, secret: CryptoKey): Promise<VaultFile | null> {
  const { bytes } = sealed;
  if (bytes.at(-1) !== 0x0a) return null;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const match = MAC_MEMBER.exec(text);
  const id = /^\{"format":"opaws-vault","generation":\d+,"id":"([0-9a-f-]{36})",/.exec(text)?.[1];
  if (match === null || id === undefined) return null;
  // Before the MAC all is ASCII in a canonical file, so places in text and bytes agree; else the MAC fails.
  const from = match.index + 2;
  const to = match.index + match[0].length;
  const signed = new Uint8Array(bytes.length - 1 - (to - from));
  signed.set(bytes.subarray(0, from));
  signed.set(bytes.subarray(to, -1), from);
  if (!await verify(secret, id, match[1]!, signed)) return null;
  try {
    // Only what was verified is read, wherever the member stood that was cut out.
    const head = parseHead(JSON.parse(text.slice(0, from) + text.slice(to)), sealed.path);
    const file = { ...head, mac: match[1]! };
    checkMembers(file);
    return file as unknown as VaultFile;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function current(
  host: Pick<Host, "random">,
  places: Pick<Places, "state">,
  sealed: SealedVault,
  file: VaultFile,
  key: VaultKey,
  secret: CryptoKey,
): Promise<OpenVault> {
  const seen = sealed.seen.get(file.id) ?? 0;
  if (file.generation < seen) {
    throw damaged(
      `open vault ${JSON.stringify(sealed.name)}`,
      `it is generation ${file.generation}, and generation ${seen} was seen on this machine before`,
      { code: "older-generation", try: restoreCommand(sealed.name, file.generation) },
    );
  }
  await rememberGeneration(host, places, sealed.seen, file.id, file.generation);
  return opened(file, key, secret, sealed.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
