import type { BaseKey } from "../crypto/derive.ts";
import { syncFolder, writeAtomic } from "../../fs/atomic_write.ts";
import { exists } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { sign, verifyFile } from "../crypto/mac.ts";
import { formatVault } from "../format/canonical_json.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import { listBackups, readBackup } from "./backups.ts";
import { joinPath } from "../../fs/path.ts";
import { openPrivateFile } from "../../fs/new_file.ts";

/** What happened to the backups when the slots of a vault were changed. */
export interface BackupChange {
  /** The generations that have the new slots now. */
  readonly rewrapped: number[];
  /** The generations that were removed, because they did not verify and the old slots would still have opened them. */
  readonly removed: number[];
}

/**
 * Marks that the backups of the vault called `name` have to get new slots. If this process is killed before
 * {@linkcode rewrapBackups} is done, the next writer finds the mark and finishes. The caller holds the vault's lock.
 *
 * @throws UserError (73) or (74) if the mark cannot be written.
 */
export function markRewrapPending(paths: Pick<Paths, "backups">, name: string): void {
  const path = markPath(paths, name);
  ensurePrivateFolder(paths.backups);
  try {
    openPrivateFile(path).close();
    syncFolder(paths.backups);
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Gives the backups the slots of the verified `file` if an earlier process left that pending. */
export async function finishPendingRewrap(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "backups">,
  file: Pick<VaultFile, "id" | "name" | "slots">,
  secret: BaseKey,
): Promise<void> {
  if (exists(markPath(paths, file.name))) await rewrapBackups(host, paths, file, secret);
}

/** Removes the mark of {@linkcode markRewrapPending}, if there is one. */
export function clearRewrapMark(paths: Pick<Paths, "backups">, name: string): void {
  try {
    Deno.removeSync(markPath(paths, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Gives each backup the slots of `file`, under a new MAC, and removes each one that does not verify. `secret` is the
 * imported vault key. The caller holds the vault's lock. A backup of a shared vault loses the slots that `file` no longer
 * has, and gets no new ones: its signed header, which stays, lists the members at that time.
 *
 * @throws UserError (74) if a backup cannot be written or removed.
 */
export async function rewrapBackups(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "backups">,
  { id, name, slots }: Pick<VaultFile, "id" | "name" | "slots">,
  secret: BaseKey,
): Promise<BackupChange> {
  const change: BackupChange = { rewrapped: [], removed: [] };
  for (const backup of listBackups(paths, name)) {
    const file = await verifiedBackup(name, backup, id, secret);
    if (file === null) {
      remove(backup.path);
      change.removed.push(backup.generation);
    } else {
      const { mac: _, ...unsigned } = file;
      const own = file.shared === undefined ? slots : remaining(file.slots, slots);
      writeAtomic(host, backup.path, formatVault(await sign(secret, { ...unsigned, slots: own })));
      change.rewrapped.push(backup.generation);
    }
  }
  clearRewrapMark(paths, name);
  return change;
}

/** Returns those of the slots `own` that `current` still has, as they are there. */
function remaining(own: readonly Slot[], current: readonly Slot[]): Slot[] {
  return own.flatMap(({ id }) => current.filter((slot) => slot.id === id));
}

function markPath(paths: Pick<Paths, "backups">, name: string): string {
  return joinPath(paths.backups, `.${name}.slots`);
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
  secret: BaseKey,
): Promise<VaultFile | null> {
  try {
    const { file } = readBackup(name, backup);
    return file.id === id && await verifyFile(secret, file) ? file : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
