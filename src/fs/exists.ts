import { libc } from "../libc.ts";

/**
 * Reports whether anything is at `path`, even a dangling symlink. Calls the system directly: an error thrown by Deno
 * takes half a millisecond, and most invocations find some file missing.
 */
export function exists(path: string): boolean {
  return Deno.build.os === "windows" ? existsByStat(path) : libc().exists(path);
}

/**
 * Reports whether the system says that nothing is at `path`. False if the system cannot tell (EACCES, EIO, ELOOP): a
 * file that opaws cannot see must not count as missing, and then be overwritten.
 */
export function isAbsent(path: string): boolean {
  return Deno.build.os === "windows" ? absentByStat(path) : libc().isAbsent(path);
}

/** Reports whether this user may execute what is at `path`, following symlinks. True for a folder, too. */
export function mayExecute(path: string): boolean {
  return Deno.build.os === "windows" ? existsByStat(path) : libc().isExecutable(path);
}

function existsByStat(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function absentByStat(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
