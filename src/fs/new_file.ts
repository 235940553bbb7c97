import { windows } from "../windows/load.ts";

/**
 * Creates the file at `path` for this user only (O_EXCL, mode 0600; on Windows with an access list of its own) and opens it
 * for writing. Throws as `Deno.openSync` does if something is there, or it cannot be created.
 */
export function createPrivateFile(path: string): Deno.FsFile {
  windows?.createPrivateFile(path);
  return Deno.openSync(path, { write: true, createNew: windows === null, mode: 0o600 });
}

/** Opens the file at `path` for reading and writing, and first creates a missing one for this user only. */
export function openPrivateFile(path: string): Deno.FsFile {
  try {
    windows?.createPrivateFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
}
