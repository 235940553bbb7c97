import { joinPath } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { verifyFile } from "../crypto/mac.ts";
import { type Sealer, sealerOf } from "../crypto/sealer.ts";
import { openItem } from "../crypto/sealed_item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { damaged } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { byTitle, type Item } from "../item.ts";
import { idInHead, readCanonical } from "./canonical_file.ts";
import { isGenuine, rememberGeneration } from "./generations.ts";
import {
  checkNameInFile,
  parseUnparsed,
  restoreCommand,
  type StoredVault,
  type UnparsedVault,
} from "./read.ts";

/** A vault whose MAC was verified with its key. */
export interface OpenVault {
  /** The verified file. */
  readonly file: VaultFile;
  /** The vault key. Its owner wipes it. */
  readonly key: VaultKey;
  /** Returns the item with that id, or null. Throws UserError (65) if it is damaged. */
  item(id: string): Promise<Item | null>;
  /** Seals data outside the vault so that only this vault's key opens it. */
  readonly sealer: Sealer;
  /** Returns all items, sorted by title, then id. Throws UserError (65) if one is damaged. */
  items(): Promise<Item[]>;
}

/**
 * Opens a vault that was parsed strictly: verifies its MAC, then compares and remembers its generation.
 *
 * @throws UserError (65): `tampered`, `older-generation`, `other-generation`, `tampered-memory`; of a shared vault also
 *   `bad-signature`.
 */
export async function openVault(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  stored: StoredVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = baseKey(key.bytes);
  const { file } = stored;
  if (!await verifyFile(secret, file)) throw tampered(stored.name);
  const seen = stored.seen.get(file.id);
  const isSeenGenuine = seen === undefined || await isGenuine(secret, file.id, seen);
  await checkGeneration(host, paths, stored, file, secret, isSeenGenuine);
  return openVerified(file, key, secret, stored.path);
}

/**
 * Opens a vault that is not parsed yet. A file in the layout that opaws writes needs no strict parse, because a right MAC
 * proves that a holder of the key wrote it: it can't have duplicate keys, for example. This function checks everything
 * except the items, and opening an item checks that item. A file in any other layout is parsed strictly.
 *
 * @throws UserError as {@linkcode openVault} and `parseUnparsed` do.
 */
export async function openUnparsed(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  vault: UnparsedVault,
  key: VaultKey,
): Promise<OpenVault> {
  const secret = baseKey(key.bytes);
  const id = idInHead(vault);
  const seen = id === null ? undefined : vault.seen.get(id);
  // Neither needs the other, and the system's crypto works on both at once.
  const [canonical, isSeenGenuine] = await Promise.all([
    readCanonical(vault, secret),
    seen === undefined ? true : isGenuine(secret, id!, seen),
  ]);
  if (canonical === null) {
    return await openVault(host, paths, { ...vault, file: parseUnparsed(vault) }, key);
  }
  const { file, entry } = canonical;
  checkNameInFile(vault, file.name);
  await checkGeneration(host, paths, vault, file, secret, isSeenGenuine);
  return openVerified(file, key, secret, vault.path, entry);
}

/**
 * Returns an open vault over a `file` whose MAC was verified. `secret` is the imported vault key. `entry` returns one of
 * the file's items.
 */
export function openVerified(
  file: VaultFile,
  key: VaultKey,
  secret: BaseKey,
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
    items: () => openItems(file, secret, path),
  };
}

/** Opens all items of `file`, sorted by title, then id. Throws UserError (65) if one is damaged. */
export async function openItems(
  file: Pick<VaultFile, "id" | "items">,
  secret: BaseKey,
  path: string,
): Promise<Item[]> {
  const entries = Object.entries(file.items);
  const items = await Promise.all(
    entries.map(([id, entry]) => openItem(secret, file.id, id, entry, path)),
  );
  return items.sort(byTitle);
}

/** Returns the error (65, `tampered`) of the vault called `name`, whose MAC is wrong. */
export function tampered(name: string): Error {
  return damaged(
    `open vault ${JSON.stringify(name)}`,
    "its file was changed without its key",
    { code: "tampered", try: restoreCommand(name) },
  );
}

/**
 * Compares the verified `file` with what this machine has seen of the vault, and remembers it. A MAC proves that a holder
 * of the key wrote a file, but not that it is the newest: a copy of an older file, or a file written elsewhere from the
 * same older one, has a right MAC too. In a shared vault it does not prove that a writer made the file either: readers have
 * the key. So a new generation must be signed by one. `isSeenGenuine` says whether the proof of what this machine has seen is right.
 */
async function checkGeneration(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  vault: UnparsedVault,
  file: VaultFile,
  secret: BaseKey,
  isSeenGenuine: boolean,
): Promise<void> {
  const { id, generation, mac } = file;
  const seen = vault.seen.get(id);
  const refuse = (code: string, because: string): Error =>
    damaged(`open vault ${JSON.stringify(vault.name)}`, because, {
      code,
      try: restoreCommand(vault.name, generation),
    });
  // In a shared vault another machine may have drawn a new key, and what was seen is under the old one. An entry under
  // another key proves no more than a missing one, but a file that is not newer is refused by it all the same.
  const isRekeyed = file.shared !== undefined && !isSeenGenuine && generation > seen!.generation;
  if (seen !== undefined && !isRekeyed) {
    if (!isSeenGenuine) {
      throw refuse(
        "tampered-memory",
        `${
          joinPath(paths.state, "generations.json")
        } was changed without its key, so the vault could be an older copy`,
      );
    }
    if (generation < seen.generation) {
      throw refuse(
        "older-generation",
        `it is generation ${generation}, and this machine has seen generation ${seen.generation}`,
      );
    }
    if (generation === seen.generation && seen.mac !== null && mac !== seen.mac) {
      throw refuse(
        "other-generation",
        `this machine has seen another generation ${generation}: two copies of the vault were changed separately`,
      );
    }
    if (generation === seen.generation && mac === seen.mac) return; // nothing new to remember
  }
  if (file.shared !== undefined) {
    const { checkAuthor } = await import("../crypto/generation_signature.ts");
    await checkAuthor(file, vault.path);
    // Anyone who knows this member's public key can make a vault that opens for this member.
    if (isRekeyed && await isByStranger(paths, file.id, file.shared.author)) {
      throw refuse(
        "unknown-writer",
        "it has another key, and its author was no writer of it when this machine synced last",
      );
    }
  }
  await rememberGeneration(host, paths, vault.seen, secret, file);
}

/** Reports whether this machine has synced the vault `id`, and `author` was not among the writers then. */
async function isByStranger(
  paths: Pick<Paths, "state">,
  id: string,
  author: string,
): Promise<boolean> {
  const { lastWriters } = await import("./shared_state.ts");
  const writers = await lastWriters(paths, id);
  return writers !== null && !writers.has(author);
}
