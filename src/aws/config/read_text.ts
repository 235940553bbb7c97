import { exists } from "../../fs/exists.ts";
import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";

/** The text of an AWS config file; null when there is none. Faults (78) when it is not UTF-8, (74) when unreadable. */
export function readConfigText(path: string): string | null {
  if (!exists(path)) return null;
  let bytes: Uint8Array;
  try {
    if (!Deno.statSync(path).isFile) return null;
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw systemError("unreadable-file", `read ${path}`, error, { details: { path } });
  }
  return decodeConfig(bytes, path);
}

/** `bytes` as text, a byte order mark kept, since it makes aws refuse the file. Faults (78) when they are not UTF-8. */
export function decodeConfig(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UserError({
      exit: "refused",
      code: "bad-aws-config",
      cannot: `read ${path}`,
      because: "it is not UTF-8, and aws refuses the whole file for it",
      details: { path },
      cause: error,
    });
  }
}
