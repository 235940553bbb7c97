import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { readCanonical } from "./canonical_file.ts";
import { damaged } from "../format/damaged.ts";
import { importSecret } from "../crypto/derive.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { rememberGeneration } from "./generations.ts";
import { byTitle, type Item } from "../item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { macInput, verify } from "../crypto/mac.ts";
import { openItem } from "../crypto/sealed_item.ts";
import { type Sealer, sealerOf } from "../crypto/sealer.ts";
import {
  checkInnerName,
  parseSealed,
  restoreCommand,
  type SealedVault,
  type StoredVault,
} from "./read.ts";

export { readSealed } from "./read.ts";

/** A vault whose MAC was verified with its key. */
export interface OpenVault {
  /** The file as it was verified. */
  readonly file: VaultFile;
  /** The vault key; its owner wipes it. */
  readonly key: VaultKey;
  /** The item of that id, or null. Faults (65) when it is damaged. */
  item(id: string): Promise<Item | null>;
  /** Seals what is kept beside the vault, for as long as it is to be read with this vault's key alone. */
  readonly sealer: Sealer;
  /** All items, sorted by title, then id. Faults (65) when one is damaged. */
  items(): Promise<Item[]>;
}

/**
 * Opens a vault that was read strictly: its MAC is verified, its generation compared and remembered.
 * Faults (65) `tampered`, (65) `older-generation`.
 */
export async function openVault(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  stored: StoredVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = await importSecret(key.bytes);
  const { file } = stored;
  if (!await verify(secret, file.id, file.mac, macInput(file))) throw tampered(stored);
  await checkGeneration(host, paths, stored, file);
  return opened(file, key, secret, stored.path);
}

/**
 * As {@linkcode openVault}, from bytes that were not parsed. A file as opaws writes it needs no strict parse: once the
 * MAC over its text without the `mac` member holds, that text is what a holder of the key wrote, so duplicate keys and
 * the like cannot be in it. Of what it holds, all but the items is checked here, and each item when it is opened.
 * Any other layout takes the strict way. Faults as {@linkcode openVault}, and (65), (78) as `readVault`.
 */
export async function openSealed(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  sealed: SealedVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = await importSecret(key.bytes);
  const canonical = await readCanonical(sealed, secret);
  if (canonical === null) {
    return await openVault(host, paths, { ...sealed, file: parseSealed(sealed) }, key);
  }
  const { file, entry } = canonical;
  checkInnerName(sealed, file.name);
  await checkGeneration(host, paths, sealed, file);
  return opened(file, key, secret, sealed.path, entry);
}

/** An open vault over `file`, verified already. `secret` is the imported vault key; `entry` finds one of its items. */
export function opened(
  file: VaultFile,
  key: VaultKey,
  secret: CryptoKey,
  path: string,
  entry: (id: string) => unknown = (id) =>
    Object.hasOwn(file.items, id) ? file.items[id] : undefined,
): OpenVault {
  const item = async (id: string): Promise<Item | null> => {
    const found = entry(id);
    return found === undefined ? null : await openItem(secret, file.id, id, found, path);
  };
  return {
    file,
    key,
    item,
    sealer: sealerOf(secret, file.id),
    items: () => openAll(file, secret, path),
  };
}

/** All items of `file`, sorted by title, then id. Faults (65). */
export async function openAll(file: VaultFile, secret: CryptoKey, path: string): Promise<Item[]> {
  const entries = Object.entries(file.items);
  const items = await Promise.all(
    entries.map(([id, entry]) => openItem(secret, file.id, id, entry, path)),
  );
  return items.sort(byTitle);
}

/** The fault (65) of a vault whose MAC does not hold. */
export function tampered(sealed: Pick<SealedVault, "name">): Error {
  return damaged(
    `open vault ${JSON.stringify(sealed.name)}`,
    "its file is not what was written with its key",
    { code: "tampered", try: restoreCommand(sealed.name) },
  );
}

async function checkGeneration(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  sealed: SealedVault,
  file: VaultFile,
): Promise<void> {
  const seen = sealed.seen.get(file.id) ?? 0;
  if (file.generation < seen) {
    throw damaged(
      `open vault ${JSON.stringify(sealed.name)}`,
      `it is generation ${file.generation}, and generation ${seen} was seen on this machine before`,
      { code: "older-generation", try: restoreCommand(sealed.name, file.generation) },
    );
  }
  await rememberGeneration(host, paths, sealed.seen, file.id, file.generation);
}
