import type { Paths } from "../../fs/paths.ts";
import { listFolder } from "../../fs/list_folder.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import { checkInnerName } from "./read.ts";
import { checkVaultName } from "../format/vault_name.ts";

const KEPT = 5; // older generations

/** An older generation of a vault on disk. */
export interface Backup {
  /** Which one, by its file's name. */
  readonly generation: number;
  /** Its file. */
  readonly path: string;
  /** When the file was written, epoch milliseconds; null when the system does not tell. */
  readonly modified: number | null;
}

/**
 * The backups of the vault called `name`, the newest generation first. Faults (64) on a name no vault can have, (74)
 * when their folder cannot be read.
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

/** Where generation `generation` of the vault called `name` is kept. */
export function backupPath(
  paths: Pick<Paths, "backups">,
  name: string,
  generation: number,
): string {
  return `${paths.backups}/${name}.${generation}.json`;
}

/** Reads a backup strictly. Faults as `readVault`, (66) when it is gone. */
export function readBackup(
  name: string,
  backup: Pick<Backup, "path">,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly file: VaultFile } {
  const content = readTrusted(backup.path, MAX_VAULT_BYTES);
  if (content === null) {
    throw new UserError({
      exit: "notFound",
      code: "no-backup",
      cannot: `read ${backup.path}`,
      because: "there is no such file",
    });
  }
  const file = parseVault(content.bytes, backup.path);
  checkInnerName({ name, path: backup.path }, file.name);
  return { bytes: content.bytes, file };
}

/**
 * Removes what is older than the five generations before `generation`. Those from `generation` on are of another
 * history (a vault of the same name before this one) and are left alone.
 */
export function pruneBackups(
  paths: Pick<Paths, "backups">,
  name: string,
  generation: number,
): void {
  // One backup too many does no harm; the next write tries again.
  quietly(() => {
    const older = listBackups(paths, name).filter((backup) => backup.generation < generation);
    for (const backup of older.slice(KEPT)) quietly(() => Deno.removeSync(backup.path));
  });
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // The caller says why that is no harm.
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
