import { exists } from "../../fs/exists.ts";
import { libc } from "../../libc.ts";

/** A larger file is read in pieces; bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads the AWS config file at `path`; null if there is no such file, or it is a folder or a pipe. On Linux by the system's
 * own calls: the first use of each of Deno's takes part of a millisecond.
 *
 * @throws Error as `Deno.readFileSync` does.
 */
export function readConfigBytes(path: string): Uint8Array<ArrayBuffer> | null {
  if (!exists(path)) return null;
  const isSmall = ({ size }: { readonly size: number }): boolean => size < MAX_BYTES;
  const bytes = Deno.build.os === "linux" ? libc().readFile(path, MAX_BYTES, isSmall) : null;
  if (bytes !== null) return bytes;
  try {
    return Deno.statSync(path).isFile ? Deno.readFileSync(path) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}
