import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";

/** The file that shows that a terminal session has something kept: its sealed keys, or empty beside a kernel keyring. */
export function cacheMarkFile(paths: Pick<Paths, "runtime">, terminal: string): string {
  return `${paths.runtime}/terminal-${terminal}.kept`;
}

/**
 * Leaves the sign by which the hook knows, without starting opaws, that there is something to end at exit.
 * Faults (73), (74) where it cannot, (78) in a folder that is not to be trusted.
 */
export function markCached(paths: Pick<Paths, "runtime">, terminal: string): void {
  ensurePrivateFolder(paths.runtime);
  const path = cacheMarkFile(paths, terminal);
  try {
    Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Removes the file of {@linkcode cacheMarkFile}; none there is no fault. Faults (74) when it stays. */
export function removeMark(paths: Pick<Paths, "runtime">, terminal: string): void {
  const path = cacheMarkFile(paths, terminal);
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${path}`, error);
  }
}
