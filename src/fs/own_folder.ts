import { exists } from "./exists.ts";

/**
 * Reports whether the folder at `path` belongs to the user `uid`, or, where it is not there, could be made by that user.
 * `su` hands on another user's `XDG_RUNTIME_DIR`, and in containers it names a folder that nobody made; the XDG Base
 * Directory Specification wants such a one left alone.
 */
export function isOrCanBeOwn(path: string, uid: number | null): boolean {
  let there = path;
  while (there !== "" && !exists(there)) there = there.slice(0, there.lastIndexOf("/"));
  try {
    const info = Deno.statSync(there || "/");
    const open = there !== path && ((info.mode ?? 0) & 0o002) !== 0;
    return info.isDirectory && (info.uid === uid || open);
  } catch {
    return false;
  }
}
