import type { Host } from "../host.ts";
import { ensurePrivateFolder } from "./private_folder.ts";
import { isAbsent } from "./exists.ts";
import { joinPath, nameOf, parentOf } from "./path.ts";
import { windows } from "../windows/load.ts";
import { systemError } from "./system_error.ts";
import { createPrivateFile } from "./new_file.ts";

/**
 * Replaces the file at `path` with `bytes`, completely or not at all: writes a new file (O_EXCL, `mode`) in the same
 * folder, fsyncs it, renames it, and fsyncs the folder. Writes through a symlink. Creates missing folders with mode
 * 0700. First removes the leftovers of a writer that was killed, so the caller must hold the lock of `path`.
 *
 * @throws UserError (73, cannot create) if the folder cannot be created; (74, I/O) if the write fails. The old file is
 * then untouched or, if only the fsync of the folder failed, the new one is complete.
 */
export function writeAtomic(
  host: Pick<Host, "random">,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  mode = 0o600,
): void {
  const target = throughLink(path);
  const folder = parentOf(target);
  const name = nameOf(target);
  if (folder !== target) ensureFolder(folder);
  removeLeftovers(folder, name);
  const temporary = joinPath(folder, `.${name}.${host.random(6).toHex()}.tmp`);
  try {
    const file = (mode & 0o077) === 0
      ? createPrivateFile(temporary)
      : Deno.openSync(temporary, { write: true, createNew: true, mode });
    try {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      file.syncSync();
    } finally {
      file.close();
    }
    rename(temporary, target);
    syncFolder(folder);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch {
      // It was already renamed, or never created.
    }
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Windows refuses for a moment if a virus scanner or an indexer has just opened the old file. */
const RENAME_TRIES = 10;
const RENAME_DELAY = 20; // milliseconds

function rename(from: string, to: string): void {
  for (let left = windows === null ? 0 : RENAME_TRIES;; left -= 1) {
    try {
      return Deno.renameSync(from, to);
    } catch (error) {
      if (left <= 0 || !(error instanceof Deno.errors.PermissionDenied)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_DELAY);
    }
  }
}

/** Errors of file systems that cannot fsync a folder (`fsync(2)`), such as CIFS and VirtualBox's. */
const NO_FOLDER_SYNC = ["EINVAL", "ENOTSUP", "EOPNOTSUPP"];

/** Makes a rename or removal in `folder` survive a power failure, if the file system can. */
export function syncFolder(folder: string): void {
  if (windows !== null) return;
  const handle = Deno.openSync(folder, { read: true });
  try {
    handle.syncSync();
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes((error as { readonly code?: string }).code ?? "")) throw error;
  } finally {
    handle.close();
  }
}

function ensureFolder(folder: string): void {
  try {
    if (Deno.statSync(folder).isDirectory) return;
  } catch {
    // Created below, which reports why if it cannot be.
  }
  ensurePrivateFolder(folder);
}

function throughLink(path: string): string {
  if (isAbsent(path)) return path;
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.realPathSync(path) : path;
  } catch (error) {
    throw systemError(
      "write-failed",
      `write ${path}`,
      error,
      error instanceof Deno.errors.NotFound ? { because: "it is a dangling symlink" } : {},
    );
  }
}

function removeLeftovers(folder: string, name: string): void {
  try {
    for (const entry of Deno.readDirSync(folder)) {
      if (!entry.isFile || !entry.name.startsWith(`.${name}.`)) continue;
      if (/^[0-9a-f]{12}\.tmp$/.test(entry.name.slice(name.length + 2))) {
        Deno.removeSync(joinPath(folder, entry.name));
      }
    }
  } catch {
    // A folder that cannot be listed may still be writable. Its leftovers stay.
  }
}
