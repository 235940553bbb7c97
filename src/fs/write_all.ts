import { systemError } from "./system_error.ts";

const WAIT = 5; // milliseconds

/**
 * Writes all of `text` to `stream`, synchronously; waits for a reader that is slower. A reader that has gone away (EPIPE)
 * ends the writing quietly, and so does whatever befalls standard error, where nobody could be told of it.
 * Faults (74) when it cannot be written, as on a full disk.
 */
export function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += writeSome(stream, bytes.subarray(at));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || stream === Deno.stderr) return;
    throw systemError("write-failed", "write the answer", error);
  }
}

/** Writes what `stream` takes, which may be nothing for now where the other end made it non-blocking. */
function writeSome(
  stream: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): number {
  try {
    return stream.writeSync(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT);
    return 0;
  }
}
