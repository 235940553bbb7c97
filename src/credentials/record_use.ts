import { libc } from "../libc.ts";
import { joinPath } from "../fs/path.ts";

const MARK = new Uint8Array([46]); // "."

/**
 * Records that the item `item` was used now: adds a byte to its file in the folder `used` of the state folder. The time
 * of the file is that of the last use, and its size is how often the item was used. Nothing waits for the disk, and
 * nothing fails if it cannot be recorded. On Linux by the system's own calls: the first use of Deno's takes half a
 * millisecond.
 */
export function recordUse(state: string, item: string): void {
  const folder = joinPath(state, "used");
  const path = joinPath(folder, item);
  if (Deno.build.os === "linux" && libc().append(path, MARK)) return;
  const options = { append: true, mode: 0o600 };
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (canBeWritten(path)) Deno.writeFileSync(path, MARK, options);
  } catch {
    // The disk is full, or the folder is read-only.
  }
}

/** Reports whether nothing or a file is at `path`. To write to a FIFO would wait for who reads it. */
function canBeWritten(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return true;
  }
}
