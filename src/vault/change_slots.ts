import { writeAtomic } from "../disk/atomic_write.ts";
import { reason } from "../disk/reason.ts";
import { withLock } from "../disk/lock.ts";
import type { Places } from "../disk/places.ts";
import { Fault } from "../fault.ts";
import type { Host } from "../host.ts";
import { listBackups, readBackup } from "./backup_files.ts";
import { importSecret } from "./derive.ts";
import type { Slot, VaultFile } from "./file.ts";
import { keepVault } from "./keep.ts";
import type { VaultKey } from "./key.ts";
import { formatVault, macInput, sign, verify } from "./mac.ts";
import { openVault } from "./open.ts";
import { readSealed, readVault } from "./store.ts";

/** What became of the older generations when the slots were changed. */
export interface BackupChange {
  /** Generations that have the new slots from now on. */
  readonly rewrapped: number[];
  /** Generations that were removed, since they did not verify and old slots would still have opened them. */
  readonly removed: number[];
}

/**
 * Gives the vault called `name` the slots that `change` answers; the vault key stays. The backups are given them too,
 * so that what is taken away opens nothing here any more, and what is added opens whatever is restored.
 * When `change` throws, nothing is written. Faults as `changeVault`.
 */
export async function changeSlots(
  host: Pick<Host, "random" | "now">,
  places: Pick<Places, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  change: (file: VaultFile) => readonly Slot[] | Promise<readonly Slot[]>,
): Promise<BackupChange> {
  const { path } = readSealed(places, name);
  return await withLock(path, async () => {
    const stored = readVault(places, name);
    const { file } = await openVault(host, places, stored, key);
    const slots = await change(file);
    const secret = await importSecret(key.bytes);
    const { mac: _, ...unsigned } = file;
    const next = { ...unsigned, slots, generation: file.generation + 1 };
    await keepVault(host, places, secret, next, {
      generation: file.generation,
      bytes: stored.bytes,
    });
    return await giveBackups(host, places, name, file.id, slots, secret);
  });
}

async function giveBackups(
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
  return change;
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    throw new Fault({
      exit: "io",
      code: "write-failed",
      cannot: `remove ${path}, which the old slots still open`,
      because: reason(error),
      cause: error,
    });
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
