import { selfAndParents } from "../fs/path.ts";
import { PLATFORM } from "../platform.ts";
import { libc } from "../libc.ts";
import { windows } from "../windows/load.ts";
import type { Bindings } from "./binding.ts";

/**
 * Returns the directories with bindings, of `cwd` and those above it, that belong to another user; none if `cwd` is null.
 * That user can have put them in the place of the ones that were bound.
 */
export function foreignDirectories(
  directories: Readonly<Record<string, Bindings>>,
  cwd: string | null,
): string[] {
  if (cwd === null) return [];
  return selfAndParents(cwd).filter((path) => Object.hasOwn(directories, path)).filter(isForeign);
}

/** Reports whether the directory at `path` belongs to neither this user nor root. True if the system cannot tell. */
export function isForeign(path: string): boolean {
  try {
    if (windows !== null) return windows.untrustedAccess(path, "above")?.by === "owner";
    const owner = PLATFORM === "linux" ? libc().status(path, true)?.uid : Deno.statSync(path).uid;
    return owner === undefined || owner !== null && owner !== 0 && owner !== Deno.uid();
  } catch {
    return true;
  }
}
