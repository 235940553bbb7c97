import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { damaged, parseVault } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { type Backup, listBackups, readBackup } from "./backups.ts";
import { idOrNull, noVault, readUnparsed, readVault, vaultPath, type VaultPaths } from "./read.ts";

/** A generation that can be restored. */
export interface RestoreSource {
  /** The file's path. */
  readonly path: string;
  /** The file's content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The parsed file. Its MAC is not verified. */
  readonly file: VaultFile;
}

/**
 * Returns the generation that `restoreVault` would restore, as far as that is known without a key: `generation` from the
 * current file or a backup; without it, the newest backup that can be read.
 *
 * @throws UserError (66) if there is none, (65) if the requested one is damaged.
 */
export function restoreSource(
  paths: VaultPaths,
  name: string,
  generation?: number,
): RestoreSource {
  const source = restoreSources(paths, name, generation).next().value;
  if (source === undefined) throw nothingToRestore(paths, name, generation);
  return source;
}

/** Yields all generations that could be restored, the best first. Only a MAC shows which of them are genuine. */
export function* restoreSources(
  paths: VaultPaths,
  name: string,
  generation: number | undefined,
): Generator<RestoreSource, undefined> {
  if (generation !== undefined) {
    const current = readCurrent(paths, name);
    if (current?.file.generation === generation) yield current;
  }
  const currentId = readCurrentId(paths, name);
  const found = { own: false, other: false };
  for (const backup of listBackups(paths, name)) {
    if (generation !== undefined && backup.generation !== generation) continue;
    const source = readSource(name, backup, generation !== undefined);
    if (source === null) continue;
    const which = currentId === null || source.file.id === currentId ? "own" : "other";
    found[which] = true;
    if (which === "own") yield source;
  }
  if (found.other && !found.own) throw otherVault(paths, name);
}

/** Returns the current file, or null if it is gone or damaged, because then restoring has to fix that. */
export function readCurrent(
  paths: Pick<VaultPaths, "vaults" | "state">,
  name: string,
): RestoreSource | null {
  try {
    return readVault(paths, name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const restorable = error.exit === "damaged" || error.code === "no-vault" ||
      error.code === "kdf-limits" || error.code === "too-large";
    if (!restorable || error.code === "unsupported-version") throw error;
    return null;
  }
}

/** Returns the id in the current file, even if the file has another name inside. Null if it cannot be read. */
function readCurrentId(paths: Pick<VaultPaths, "vaults" | "state">, name: string): string | null {
  return idOrNull(() => {
    const { bytes, path } = readUnparsed(paths, name);
    return parseVault(bytes, path).id;
  });
}

/** Reads a backup. If it is damaged, throws if the user asked for it and returns null otherwise. */
function readSource(name: string, backup: Backup, requested: boolean): RestoreSource | null {
  try {
    const { bytes, file } = readBackup(name, backup);
    if (file.generation !== backup.generation) {
      throw damaged(`restore ${backup.path}`, `it contains generation ${file.generation}`);
    }
    return { path: backup.path, bytes, file };
  } catch (error) {
    if (requested || !(error instanceof UserError)) throw error;
    return null;
  }
}

/** A new vault that has the name of a lost one is in no backup. Restoring over it would lose it. */
function otherVault(paths: Pick<VaultPaths, "vaults">, name: string): UserError {
  const path = shellWord(vaultPath(paths, name));
  return new UserError({
    exit: "cannotCreate",
    code: "exists",
    cannot: `restore vault ${JSON.stringify(name)}`,
    because: "another vault has that name now, and no backup contains it",
    try: `mv ${path} ${path}.other`,
  });
}

function nothingToRestore(
  paths: VaultPaths,
  name: string,
  generation: number | undefined,
): UserError {
  const stored = listBackups(paths, name).map((backup) => backup.generation);
  if (stored.length === 0 && readCurrent(paths, name) === null) return noVault(name);
  return new UserError({
    exit: "notFound",
    code: "no-backup",
    cannot: `restore vault ${JSON.stringify(name)}`,
    because: generation === undefined
      ? "it has no backups"
      : `there is no generation ${generation}, only ${stored.join(", ") || "the current one"}`,
  });
}
