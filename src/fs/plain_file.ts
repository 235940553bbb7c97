import { parentOf } from "./path.ts";
import { isFolder, isRegular, libc } from "../libc.ts";

/**
 * Reads a file of this user's own, if everything about it is as opaws makes it: a regular file of at most `maxBytes` that
 * only this user can read or write, in a folder that only this user can write to, and neither is a symlink. Returns null
 * otherwise, and `readTrusted` or `readPrivate` say what is allowed. Checks the opened file itself. Linux only.
 */
export function readPlainFile(path: string, maxBytes: number): Uint8Array<ArrayBuffer> | null {
  return isInOwnFolder(path)
    ? libc().readFile(path, maxBytes, (file) => isOwn(file) && file.size <= maxBytes)
    : null;
}

/** Returns the size of a file that {@linkcode readPlainFile} would read at any size, in bytes; else null. Linux only. */
export function plainFileSize(path: string): number | null {
  const file = isInOwnFolder(path) ? libc().status(path, false) : null;
  return file !== null && isRegular(file) && isOwn(file) ? file.size : null;
}

function isInOwnFolder(path: string): boolean {
  const folder = libc().status(parentOf(path), false);
  return folder !== null && isFolder(folder) && folder.uid === Deno.uid() &&
    (folder.mode & 0o022) === 0;
}

function isOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === Deno.uid() && (mode & 0o077) === 0;
}
