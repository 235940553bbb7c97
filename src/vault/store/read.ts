import { isAbsent } from "../../fs/exists.ts";
import { listFolder } from "../../fs/list_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { readPrivate } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { damaged, MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { checkVaultName, whyNotVaultName } from "../format/vault_name.ts";
import { type Generations, readGenerations } from "./generations.ts";
import { joinPath, nameOf, parentOf } from "../../fs/path.ts";
import { renameCommand } from "../../fix_commands.ts";

/** The folders that writing a vault touches. */
export type VaultPaths = Pick<Paths, "vaults" | "backups" | "state">;

/** A vault file as it was read, before it is parsed. */
export interface UnparsedVault {
  /** The vault's name, which is also the file's name without `.json`. */
  readonly name: string;
  /** The file's path. */
  readonly path: string;
  /** The file's content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The generations that this machine had seen before the file was read. */
  readonly seen: Generations;
}

/** A vault file that was parsed strictly. Nothing is decrypted, and the MAC is not verified. */
export interface StoredVault extends UnparsedVault {
  /** The parsed file. */
  readonly file: VaultFile;
}

/** Returns the path of the vault called `name`. Throws UserError (64) if no vault can have that name. */
export function vaultPath(paths: Pick<Paths, "vaults">, name: string): string {
  checkVaultName(name);
  return joinPath(paths.vaults, `${name}.json`);
}

/** The size from which verifying the whole file takes longer than reading a bookmark; bytes. */
const LARGE = 128 * 1024;

/** Reports whether the file of the vault called `name` is so large that reading all of it takes time. */
export function isLargeVault(paths: Pick<Paths, "vaults">, name: string): boolean {
  try {
    return Deno.statSync(vaultPath(paths, name)).size >= LARGE;
  } catch {
    return false; // reading it says why
  }
}

/**
 * Returns the names of all vaults, sorted by code units. Empty if the folder doesn't exist.
 *
 * @throws UserError (74) if the folder cannot be read.
 */
export function vaultNames(paths: Pick<Paths, "vaults">): string[] {
  return listFolder(paths.vaults, `list vaults in ${paths.vaults}`)
    .filter((entry) => !entry.isDirectory && entry.name.endsWith(".json"))
    .map((entry) => entry.name.slice(0, -".json".length))
    .filter((name) => whyNotVaultName(name) === null)
    // Deno lists a name that is not UTF-8 with this character, and then no path leads to the file.
    .filter((name) => !name.includes("\ufffd") || !isAbsent(vaultPath(paths, name)))
    .sort();
}

/**
 * Reads the file of the vault called `name`, and before it the generations that this machine has seen.
 *
 * @throws UserError (66, `no-vault`), (64, `bad-vault-name`), (78) and (74) as `readPrivate`.
 */
export function readUnparsed(paths: Pick<Paths, "vaults" | "state">, name: string): UnparsedVault {
  const path = vaultPath(paths, name);
  const seen = readGenerations(paths);
  const bytes = readPrivate(path, MAX_VAULT_BYTES);
  if (bytes === null) throw noVault(name);
  return { name, path, bytes, seen };
}

/**
 * Reads the vault called `name` and parses it strictly.
 *
 * @throws UserError as {@linkcode readUnparsed} and {@linkcode parseUnparsed} do.
 */
export function readVault(paths: Pick<Paths, "vaults" | "state">, name: string): StoredVault {
  const unparsed = readUnparsed(paths, name);
  return { ...unparsed, file: parseUnparsed(unparsed) };
}

/**
 * Parses a vault file strictly and checks its name.
 *
 * @throws UserError as `parseVault` does, and (65, `name-mismatch`).
 */
export function parseUnparsed(vault: UnparsedVault): VaultFile {
  const file = parseVault(vault.bytes, vault.path, restoreCommand(vault.name));
  checkNameInFile(vault, file.name);
  return file;
}

/**
 * Checks that the name in a vault file is the name it is stored under. Choices refer to vaults by name, and files can be
 * swapped.
 *
 * @throws UserError (65, `name-mismatch`).
 */
export function checkNameInFile(
  vault: Pick<UnparsedVault, "name" | "path">,
  nameInFile: string,
): void {
  if (nameInFile === vault.name) return;
  const fix = moveCommand(vault, nameInFile);
  throw damaged(`use ${vault.path}`, `it contains the vault ${JSON.stringify(nameInFile)}`, {
    code: "name-mismatch",
    ...(fix === null ? {} : { try: fix }),
  });
}

/**
 * Returns the command that gives a renamed vault its own name again, or moves a copy out of the way. Null for a backup,
 * and if the file system may not distinguish the two names.
 */
function moveCommand(
  { name, path }: Pick<UnparsedVault, "name" | "path">,
  nameInFile: string,
): string | null {
  const fold = (text: string): string => text.normalize("NFC").toLowerCase();
  if (nameOf(path) !== `${name}.json` || fold(name) === fold(nameInFile)) return null;
  const own = joinPath(parentOf(path), `${nameInFile}.json`);
  return renameCommand(path, isAbsent(own) ? own : `${path}.other`);
}

/** Returns the id that `read` returns, or null if the file is damaged or cannot be trusted. */
export function idOrNull(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Returns the error (66, `no-vault`) of a vault that doesn't exist. */
export function noVault(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-vault",
    cannot: `open vault ${JSON.stringify(name)}`,
    because: "there is no vault with that name",
    try: `opaws vault create ${shellWord(name)}`,
  });
}

/** Returns the command that restores an older generation of the vault called `name`. */
export function restoreCommand(name: string, generation?: number): string {
  const which = generation === undefined ? "" : ` ${generation}`;
  return `opaws vault restore${which} --vault ${shellWord(name)}`;
}
