import { syncFolder, writeAtomic } from "../../fs/atomic_write.ts";
import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { exists } from "../../fs/exists.ts";
import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { listBackups, readBackup } from "./backups.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import { formatVault, macInput, sign, verify } from "../crypto/mac.ts";

/** What became of the older generations when the slots were changed. */
export interface BackupChange {
  /** Generations that have the new slots from now on. */
  readonly rewrapped: number[];
  /** Generations that were removed, since they did not verify and old slots would still have opened them. */
  readonly removed: number[];
}

/**
 * Leaves the sign that the backups of the vault `name` are to be given other slots: when this process is killed before
 * {@linkcode restoreBackups} is done, the next writer goes on with it. The caller holds the vault's lock. Faults (73), (74).
 */
export function beginBackups(paths: Pick<Paths, "backups">, name: string): void {
  const path = signOf(paths, name);
  ensurePrivateFolder(paths.backups);
  try {
    Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
    syncFolder(paths.backups);
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Gives the backups the slots of the verified `file` where a process that changed them did not come to it. Faults as {@linkcode restoreBackups}. */
export async function finishBackups(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "backups">,
  file: Pick<VaultFile, "id" | "name" | "slots">,
  secret: CryptoKey,
): Promise<void> {
  if (exists(signOf(paths, file.name))) {
    await restoreBackups(host, paths, file.name, file.id, file.slots, secret);
  }
}

/** Removes the sign of {@linkcode beginBackups}; none there is no fault. */
export function forgetBackups(paths: Pick<Paths, "backups">, name: string): void {
  try {
    Deno.removeSync(signOf(paths, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Gives each backup of the vault `name` the `slots`, under a new MAC; one that does not verify is removed. `secret` is the
 * imported vault key. The caller holds the vault's lock. Faults (74).
 */
export async function restoreBackups(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "backups">,
  name: string,
  id: string,
  slots: readonly Slot[],
  secret: CryptoKey,
): Promise<BackupChange> {
  const change: BackupChange = { rewrapped: [], removed: [] };
  for (const backup of listBackups(paths, name)) {
    const file = await verifiedBackup(name, backup, id, secret);
    if (file === null) {
      remove(backup.path);
      change.removed.push(backup.generation);
    } else {
      const { mac: _, ...unsigned } = file;
      writeAtomic(host, backup.path, formatVault(await sign(secret, { ...unsigned, slots })));
      change.rewrapped.push(backup.generation);
    }
  }
  forgetBackups(paths, name);
  return change;
}

function signOf(paths: Pick<Paths, "backups">, name: string): string {
  return `${paths.backups}/.${name}.slots`;
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    throw systemError("write-failed", `remove ${path}, which the old slots still open`, error);
  }
}

async function verifiedBackup(
  name: string,
  backup: { readonly path: string },
  id: string,
  secret: CryptoKey,
): Promise<VaultFile | null> {
  try {
    const { file } = readBackup(name, backup);
    return file.id === id && await verify(secret, id, file.mac, macInput(file)) ? file : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
