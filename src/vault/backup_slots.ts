import { syncFolder, writeAtomic } from "../disk/atomic_write.ts";
import { ensurePrivateFolder } from "../disk/folder.ts";
import type { Places } from "../disk/places.ts";
import { stands } from "../disk/stands.ts";
import { systemFault } from "../disk/system_fault.ts";
import { Fault } from "../fault.ts";
import type { Host } from "../host.ts";
import { listBackups, readBackup } from "./backup_files.ts";
import type { Slot, VaultFile } from "./file.ts";
import { formatVault, macInput, sign, verify } from "./mac.ts";

/** What became of the older generations when the slots were changed. */
export interface BackupChange {
  /** Generations that have the new slots from now on. */
  readonly rewrapped: number[];
  /** Generations that were removed, since they did not verify and old slots would still have opened them. */
  readonly removed: number[];
}

/**
 * Leaves the sign that the backups of the vault `name` are to be given other slots: when this process is killed before
 * {@linkcode giveBackups} is done, the next writer goes on with it. The caller holds the vault's lock. Faults (73), (74).
 */
export function beginBackups(places: Pick<Places, "backups">, name: string): void {
  const path = signOf(places, name);
  ensurePrivateFolder(places.backups);
  try {
    Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
    syncFolder(places.backups);
  } catch (error) {
    throw systemFault("write-failed", `write ${path}`, error);
  }
}

/** Gives the backups the slots of the verified `file` where a process that changed them did not come to it. Faults as {@linkcode giveBackups}. */
export async function finishBackups(
  host: Pick<Host, "random">,
  places: Pick<Places, "backups">,
  file: Pick<VaultFile, "id" | "name" | "slots">,
  secret: CryptoKey,
): Promise<void> {
  if (stands(signOf(places, file.name))) {
    await giveBackups(host, places, file.name, file.id, file.slots, secret);
  }
}

/** Removes the sign of {@linkcode beginBackups}; none there is no fault. */
export function forgetBackups(places: Pick<Places, "backups">, name: string): void {
  try {
    Deno.removeSync(signOf(places, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Gives each backup of the vault `name` the `slots`, under a new MAC; one that does not verify is removed. `secret` is the
 * imported vault key. The caller holds the vault's lock. Faults (74).
 */
export async function giveBackups(
  host: Pick<Host, "random">,
  places: Pick<Places, "backups">,
  name: string,
  id: string,
  slots: readonly Slot[],
  secret: CryptoKey,
): Promise<BackupChange> {
  const change: BackupChange = { rewrapped: [], removed: [] };
  for (const backup of listBackups(places, name)) {
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
  forgetBackups(places, name);
  return change;
}

function signOf(places: Pick<Places, "backups">, name: string): string {
  return `${places.backups}/.${name}.slots`;
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    throw systemFault("write-failed", `remove ${path}, which the old slots still open`, error);
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
    if (error instanceof Fault) return null;
    throw error;
  }
}
