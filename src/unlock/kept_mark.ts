import { ensurePrivateFolder } from "../disk/folder.ts";
import type { Places } from "../disk/places.ts";
import { systemFault } from "../disk/system_fault.ts";

/** The file that shows that a terminal session has something kept: its sealed keys, or empty beside a kernel keyring. */
export function keptFile(places: Pick<Places, "runtime">, terminal: string): string {
  return `${places.runtime}/terminal-${terminal}.kept`;
}

/**
 * Leaves the sign by which the hook knows, without starting opaws, that there is something to end at exit.
 * Faults (73), (74) where it cannot, (78) in a folder that is not to be trusted.
 */
export function markKept(places: Pick<Places, "runtime">, terminal: string): void {
  ensurePrivateFolder(places.runtime);
  const path = keptFile(places, terminal);
  try {
    Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
  } catch (error) {
    throw systemFault("write-failed", `write ${path}`, error);
  }
}

/** Removes the file of {@linkcode keptFile}; none there is no fault. Faults (74) when it stays. */
export function forgetMark(places: Pick<Places, "runtime">, terminal: string): void {
  const path = keptFile(places, terminal);
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemFault("write-failed", `remove ${path}`, error);
  }
}
