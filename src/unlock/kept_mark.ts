import { ensurePrivateFolder } from "../disk/folder.ts";
import type { Places } from "../disk/places.ts";

/** The file that shows that a terminal session has something kept: its sealed keys, or empty beside a kernel keyring. */
export function keptFile(places: Pick<Places, "runtime">, terminal: string): string {
  return `${places.runtime}/terminal-${terminal}.kept`;
}

/** Leaves the sign by which the hook knows, without starting opaws, that there is something to end at exit. */
export function markKept(places: Pick<Places, "runtime">, terminal: string): void {
  ensurePrivateFolder(places.runtime);
  Deno.openSync(keptFile(places, terminal), { write: true, create: true, mode: 0o600 }).close();
}

/** Removes the file of {@linkcode keptFile}; none there is no fault. */
export function forgetMark(places: Pick<Places, "runtime">, terminal: string): void {
  try {
    Deno.removeSync(keptFile(places, terminal));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
