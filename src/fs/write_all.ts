import { UserError } from "../errors.ts";
import { isStdoutClosed } from "../host.ts";
import { systemError } from "./system_error.ts";

const RETRY_DELAY = 5; // milliseconds

/**
 * Writes all of `text` to `stream`, synchronously; waits for a slow reader. Stops silently if the reader is gone (EPIPE),
 * and after any error on standard error, where it could not be reported.
 *
 * @throws UserError (74, I/O) if the text cannot be written, for example to a full disk, or if standard output is closed.
 */
export function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  if (stream === Deno.stdout && isStdoutClosed()) {
    throw new UserError({
      exit: "io",
      code: "stdout-closed",
      cannot: "write the output",
      because: "standard output is closed",
    });
  }
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += writeSome(stream, bytes.subarray(at));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || stream === Deno.stderr) return;
    throw systemError("write-failed", "write the output", error);
  }
}

/** Writes as much as `stream` accepts, which may be nothing for now if it is non-blocking. */
function writeSome(
  stream: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): number {
  try {
    return stream.writeSync(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAY);
    return 0;
  }
}
