import { listFolder } from "../../fs/list_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { readPrivate } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import { MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { checkVaultName } from "../format/vault_name.ts";
import { checkNameInFile } from "./read.ts";
import { joinPath } from "../../fs/path.ts";

const MAX_BACKUPS = 5; // older generations of a vault

/** An older generation of a vault on disk. */
export interface Backup {
  /** The generation in the file's name. */
  readonly generation: number;
  /** The file's path. */
  readonly path: string;
  /** When the file was written, epoch milliseconds. Null if the system doesn't say. */
  readonly modified: number | null;
}

/**
 * Returns the backups of the vault called `name`, the newest generation first.
 *
 * @throws UserError (64) if no vault can have that name, (74) if the backup folder cannot be read.
 */
export function listBackups(paths: Pick<Paths, "backups">, name: string): Backup[] {
  checkVaultName(name);
  const backups: Backup[] = [];
  for (const entry of listFolder(paths.backups, `list backups in ${paths.backups}`)) {
    const generation = entry.isDirectory ? null : generationIn(entry.name, name);
    if (generation === null) continue;
    const path = backupPath(paths, name, generation);
    backups.push({ generation, path, modified: modifiedAt(path) });
  }
  return backups.sort((a, b) => b.generation - a.generation);
}

/** Returns the path of the backup of generation `generation` of the vault called `name`. */
export function backupPath(
  paths: Pick<Paths, "backups">,
  name: string,
  generation: number,
): string {
  return joinPath(paths.backups, `${name}.${generation}.json`);
}

/**
 * Reads a backup and parses it strictly. The MAC is not verified.
 *
 * @throws UserError as `readVault` does, and (66, `no-backup`) if the file is gone.
 */
export function readBackup(
  name: string,
  backup: Pick<Backup, "path">,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly file: VaultFile } {
  const bytes = readPrivate(backup.path, MAX_VAULT_BYTES);
  if (bytes === null) {
    throw new UserError({
      exit: "notFound",
      code: "no-backup",
      cannot: `read ${backup.path}`,
      because: "there is no such file",
    });
  }
  const file = parseVault(bytes, backup.path);
  checkNameInFile({ name, path: backup.path }, file.name);
  return { bytes, file };
}

/**
 * Removes all backups except the five newest from before `generation`. Backups from `generation` on belong to an earlier
 * vault with the same name and stay.
 */
export function pruneBackups(
  paths: Pick<Paths, "backups">,
  name: string,
  generation: number,
): void {
  // One backup too many does no harm, and the next write tries again.
  ignoreErrors(() => {
    const older = listBackups(paths, name).filter((backup) => backup.generation < generation);
    for (const backup of older.slice(MAX_BACKUPS)) {
      ignoreErrors(() => Deno.removeSync(backup.path));
    }
  });
}

function ignoreErrors(action: () => void): void {
  try {
    action();
  } catch {
    // The caller says why this does no harm.
  }
}

function generationIn(file: string, name: string): number | null {
  if (!file.startsWith(`${name}.`) || !file.endsWith(".json")) return null;
  const digits = file.slice(name.length + 1, -".json".length);
  const generation = /^[1-9][0-9]{0,15}$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(generation) ? generation : null;
}

function modifiedAt(path: string): number | null {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? null;
  } catch {
    return null;
  }
}
