import { isFolder, libc } from "../libc.ts";

/**
 * Reads a file of this user's own, if everything about it is as opaws makes it: a regular file of at most `maxBytes` that
 * only this user can read or write, in a folder that only this user can write to, and neither is a symlink. Returns null
 * otherwise, and `readTrusted` or `readPrivate` say what is allowed. Checks the opened file itself. Linux only.
 */
export function readPlainFile(path: string, maxBytes: number): Uint8Array<ArrayBuffer> | null {
  const uid = Deno.uid();
  const folder = libc().status(path.slice(0, path.lastIndexOf("/")), false);
  const isOwn = folder !== null && isFolder(folder) && folder.uid === uid &&
    (folder.mode & 0o022) === 0;
  if (!isOwn) return null;
  return libc().readFile(path, maxBytes, (file) => file.uid === uid && (file.mode & 0o077) === 0);
}
