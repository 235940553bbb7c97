import type { Host } from "../host.ts";
import { ensurePrivateFolder } from "./private_folder.ts";
import { joinPath, nameOf, parentOf } from "./path.ts";
import { readTrusted } from "./trusted_file.ts";
import { createPrivateFile } from "./new_file.ts";

// Files that can be made again from others at any time: an index, for example. Losing one costs time and nothing else, so
// no error of theirs may stop a command.

/** How long the file of a writer that was killed stays; milliseconds. */
const LEFTOVER_AGE = 60_000;

/** Reads the file at `path`; null if it doesn't exist, isn't trusted or cannot be read. */
export function readReplaceable(path: string): Uint8Array<ArrayBuffer> | null {
  try {
    return readTrusted(path);
  } catch {
    return null;
  }
}

/**
 * Replaces the file at `path` (mode 0600) completely or not at all, and without a lock: the last writer wins. Nothing is
 * flushed, so that after a power failure the file may be cut; its reader must notice. Returns false if it cannot be
 * written. Removes what killed writers left.
 */
export function writeReplaceable(
  host: Pick<Host, "random" | "now">,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): boolean {
  const folder = parentOf(path);
  const temporary = joinPath(folder, `.${nameOf(path)}.${host.random(6).toHex()}.tmp`);
  try {
    ensurePrivateFolder(folder);
    removeLeftovers(folder, host.now() - LEFTOVER_AGE);
    try {
      const file = createPrivateFile(temporary);
      try {
        for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      } finally {
        file.close();
      }
      Deno.renameSync(temporary, path);
      return true;
    } catch (error) {
      Deno.removeSync(temporary);
      throw error;
    }
  } catch {
    return false;
  }
}

/** Removes the temporary files in `folder` that were last written before `time`; epoch milliseconds. */
function removeLeftovers(folder: string, time: number): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".tmp")) continue;
    const path = joinPath(folder, name);
    if ((Deno.statSync(path).mtime?.getTime() ?? time) < time) Deno.removeSync(path);
  }
}
