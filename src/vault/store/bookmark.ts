import type { Paths } from "../../fs/paths.ts";
import { joinPath } from "../../fs/path.ts";
import { readReplaceable } from "../../fs/replaceable_file.ts";
import { type OpenedFile, openPrivate } from "../../fs/trusted_file.ts";
import { importSecret } from "../crypto/derive.ts";
import { type Sealer, sealerOf } from "../crypto/sealer.ts";
import { openItem } from "../crypto/sealed_item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { MAX_VAULT_BYTES } from "../format/parse.ts";
import type { SealedItem, VaultFile } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { idInHead } from "./canonical_file.ts";
import { isGenuine, readGenerations } from "./generations.ts";
import { indexFolder } from "./item_index.ts";
import { vaultPath } from "./read.ts";

/**
 * A note that opaws makes after it has verified a large vault: what a reference led to, and where that is in the file. It
 * is sealed under a name that has the generation and the MAC, so it shows that a holder of the key has verified a file with
 * this MAC. With it, an item opens without reading the rest of the file.
 */
export interface Bookmark {
  /** What the system said of the file. A file that changes in any place has another time. */
  readonly state: FileState;
  /** Where the value of `mac` is. */
  readonly mac: number;
  /** The item; null if the vault has none that the reference names. */
  readonly item: BookmarkedItem | null;
}

/** An item in a bookmark. Its salt is new at every change, so it stands for the whole sealed item. */
interface BookmarkedItem {
  readonly id: string;
  readonly salt: string;
  /** Where its entry starts. */
  readonly entry: number;
  /** The length of its entry. */
  readonly length: number;
}

type FileState = readonly [
  size: number,
  modified: number | null,
  changed: number | null,
  device: number,
  file: number | null,
];

const HEAD_BYTES = 200;
const MAC_DIGITS = 43;

/**
 * Opens the item that a bookmark of the vault called `name` has for `reference`. Returns null if there is none that is right
 * in every detail: then the whole file has to be verified, which also finds the reason.
 *
 * @param keyOf Returns the cached key of the vault with that id, or null. The key is wiped.
 * @throws UserError as `readPrivate` does, and (65) if the item is damaged.
 */
export async function openBookmarked(
  paths: Pick<Paths, "vaults" | "state">,
  name: string,
  reference: string,
  keyOf: (id: string) => Promise<VaultKey | null>,
): Promise<{ readonly item: Item | null; readonly sealer: Sealer } | null> {
  const path = vaultPath(paths, name);
  const generations = readGenerations(paths);
  const opened = openPrivate(path, MAX_VAULT_BYTES);
  if (opened === null) return null;
  try {
    const head = bytesAt(opened, 0, HEAD_BYTES);
    const id = idInHead({ bytes: head });
    const seen = id === null ? undefined : generations.get(id);
    if (id === null || seen === undefined || seen.mac === null) return null;
    const { generation, mac } = seen;
    const start = `{"format":"opaws-vault","generation":${generation},"id":`;
    if (!new TextDecoder().decode(head).startsWith(start)) return null;
    const key = await keyOf(id);
    if (key === null) return null;
    const secret = await importSecret(key.bytes);
    key.wipe();
    const sealer = sealerOf(secret, id);
    const [bookmark, genuine] = await Promise.all([
      readBookmark(paths, sealer, { name, generation, mac }, reference),
      isGenuine(secret, id, seen),
    ]);
    if (bookmark === null || !genuine) return null;
    if (`${fileState(opened.info)}` !== `${bookmark.state}`) return null;
    if (textAt(opened, bookmark.mac, MAC_DIGITS) !== mac) return null;
    if (bookmark.item === null) return { item: null, sealer };
    const entry = entryAt(opened, bookmark.item);
    if (entry?.salt !== bookmark.item.salt) return null;
    return { item: await openItem(secret, id, bookmark.item.id, entry, path), sealer };
  } finally {
    opened.file.close();
  }
}

async function readBookmark(
  paths: Pick<Paths, "state">,
  sealer: Sealer,
  file: Pick<VaultFile, "name" | "generation" | "mac">,
  reference: string,
): Promise<Bookmark | null> {
  const sealed = readReplaceable(await bookmarkPath(paths, sealer, reference));
  const plain = sealed && await sealer.open(bookmarkName(file, reference), sealed);
  // Only opaws seals with the vault key, so what opens has the right shape.
  return plain && JSON.parse(new TextDecoder().decode(plain));
}

/** Returns the name under which a bookmark of `file` is sealed. The 1 is the version of its content. */
export function bookmarkName(
  { name, generation, mac }: Pick<VaultFile, "name" | "generation" | "mac">,
  reference: string,
): string {
  return `bookmark 1 ${generation} ${mac} ${name}/${reference}`;
}

/** Returns the path of the bookmark for `reference`. Only the vault key leads from it back to the reference. */
export async function bookmarkPath(
  paths: Pick<Paths, "state">,
  sealer: Sealer,
  reference: string,
): Promise<string> {
  return joinPath(
    indexFolder(paths, sealer.vault),
    await sealer.name(`bookmark ${reference}`),
  );
}

/** Returns what changes when the file does. */
export function fileState({ size, mtime, ctime, dev, ino }: Deno.FileInfo): FileState {
  return [size, mtime?.getTime() ?? null, ctime?.getTime() ?? null, dev, ino];
}

/** Returns the entry at the place of a bookmark; null if something else is there. */
function entryAt(opened: OpenedFile, { id, entry, length }: BookmarkedItem): SealedItem | null {
  const key = `"${id}":`;
  const text = textAt(opened, entry - key.length, key.length + length);
  if (!text.startsWith(`${key}{`)) return null;
  try {
    return JSON.parse(text.slice(key.length));
  } catch {
    return null;
  }
}

function textAt(opened: OpenedFile, at: number, length: number): string {
  return new TextDecoder().decode(bytesAt(opened, at, length));
}

/** Reads up to `length` bytes from the offset `at`; fewer only at the end of the file. */
function bytesAt({ file }: OpenedFile, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
