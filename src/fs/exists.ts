import { libc } from "../libc.ts";

/**
 * Reports whether anything stands at `path`, a dangling link included. Asks the system directly: an error that Deno
 * throws costs a start half a millisecond, and most starts find some file missing.
 */
export function exists(path: string): boolean {
  return Deno.build.os === "windows" ? standsByStat(path) : libc().exists(path);
}

/**
 * Reports whether the system says that nothing is at `path`. Where it cannot tell (EACCES, EIO, ELOOP) the answer is
 * false: what cannot be looked at must not be taken for missing, and then written over.
 */
export function isAbsent(path: string): boolean {
  return Deno.build.os === "windows" ? absentByStat(path) : libc().isAbsent(path);
}

/** Reports whether `path`, links followed, leads to something that this user may execute; a folder counts. */
export function mayExecute(path: string): boolean {
  return Deno.build.os === "windows" ? standsByStat(path) : libc().isExecutable(path);
}

function standsByStat(path: string): boolean {
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
