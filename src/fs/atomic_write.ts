import type { Host } from "../host.ts";
import { ensurePrivateFolder } from "./private_folder.ts";
import { isAbsent } from "./exists.ts";
import { systemError } from "./system_error.ts";

/**
 * Replaces the file at `path` with `bytes`, whole or not at all: a new file (O_EXCL, `mode`) in the same folder,
 * fsync, rename, fsync of the folder. A symlink is written through and stays. Missing folders are made 0700.
 * Leftovers of a writer that was killed are removed first, so the caller holds the lock of `path`.
 * Faults (73) when the folder cannot be made, (74) when the write fails; the old file is then untouched, or, where it
 * was the folder's fsync that failed, the new one whole.
 */
export function writeAtomic(
  host: Pick<Host, "random">,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  mode = 0o600,
): void {
  const target = throughLink(path);
  const cut = target.lastIndexOf("/");
  const folder = target.slice(0, cut) || "/";
  const name = target.slice(cut + 1);
  if (folder !== "/") ensureFolder(folder);
  removeLeftovers(folder, name);
  const temporary = `${folder}/.${name}.${host.random(6).toHex()}.tmp`;
  try {
    const file = Deno.openSync(temporary, { write: true, createNew: true, mode });
    try {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      file.syncSync();
    } finally {
      file.close();
    }
    Deno.renameSync(temporary, target);
    syncFolder(folder);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch {
      // It was renamed already, or never came to be.
    }
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** What a file system answers whose folders know no fsync (`fsync(2)`), as CIFS and VirtualBox's do. */
const NO_FOLDER_SYNC = ["EINVAL", "ENOTSUP", "EOPNOTSUPP"];

/** Makes a rename or a removal in `folder` outlast a power cut, where the file system can. */
export function syncFolder(folder: string): void {
  if (Deno.build.os === "windows") return;
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
    // Made below, or refused there with the reason.
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
      error instanceof Deno.errors.NotFound ? { because: "it is a link that leads nowhere" } : {},
    );
  }
}

function removeLeftovers(folder: string, name: string): void {
  try {
    for (const entry of Deno.readDirSync(folder)) {
      if (!entry.isFile || !entry.name.startsWith(`.${name}.`)) continue;
      if (/^[0-9a-f]{12}\.tmp$/.test(entry.name.slice(name.length + 2))) {
        Deno.removeSync(`${folder}/${entry.name}`);
      }
    }
  } catch {
    // A folder that cannot be listed may still be written; leftovers then wait.
  }
}
