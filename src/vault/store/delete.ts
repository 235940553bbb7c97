import { syncFolder } from "../../fs/atomic_write.ts";
import { isAbsent } from "../../fs/exists.ts";
import { withLock } from "../../fs/lock.ts";
import { systemError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import { clearRewrapMark } from "./backup_slots.ts";
import { listBackups, readBackup } from "./backups.ts";
import { forgetGeneration } from "./generations.ts";
import { idOrNull, noVault, readVault, vaultPath, type VaultPaths } from "./read.ts";
import { removeSharedState } from "./shared_state.ts";
import { removeIndex } from "./write_item_index.ts";

/**
 * Deletes the vault called `name`, even a damaged one: its file (and the target of a link there), its backups, its
 * remembered generation, its index and its lock.
 *
 * @throws UserError (66, `no-vault`), (75) if the lock is busy, (74) if a file cannot be removed.
 */
export async function deleteVault(
  host: Pick<Host, "random">,
  paths: VaultPaths,
  name: string,
): Promise<void> {
  const path = vaultPath(paths, name);
  if (isAbsent(path) && listBackups(paths, name).length === 0) throw noVault(name);
  await withLock(path, async () => {
    const ids = knownIds(paths, name);
    try {
      if (!isAbsent(path)) removeThrough(path);
      for (const backup of listBackups(paths, name)) Deno.removeSync(backup.path);
      clearRewrapMark(paths, name);
      syncFolder(paths.vaults);
    } catch (error) {
      throw systemError("write-failed", `delete vault ${JSON.stringify(name)}`, error);
    }
    for (const id of ids) {
      await forgetGeneration(host, paths, id);
      removeIndex(paths, id);
      removeSharedState(paths, id);
    }
    removeIfPossible(`${path}.lock`);
  });
}

function knownIds(paths: VaultPaths, name: string): Set<string> {
  const ids = [
    idOrNull(() => readVault(paths, name).file.id),
    ...listBackups(paths, name).map((backup) => idOrNull(() => readBackup(name, backup).file.id)),
  ];
  return new Set(ids.filter((id) => id !== null));
}

function removeThrough(path: string): void {
  if (Deno.lstatSync(path).isSymlink) {
    try {
      Deno.removeSync(Deno.realPathSync(path));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  Deno.removeSync(path);
}

function removeIfPossible(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // An empty lock file that stays does no harm.
  }
}
