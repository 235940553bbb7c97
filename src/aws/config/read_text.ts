import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import { readConfigBytes } from "./read_bytes.ts";

/**
 * Reads the AWS config file at `path`; null if there is no such file. A byte order mark stays in the text, because it
 * makes aws refuse the file.
 *
 * @throws UserError (78, refused) if the file is not UTF-8; (74, I/O) if it cannot be read.
 */
export function readConfigText(path: string): string | null {
  let bytes: Uint8Array | null;
  try {
    bytes = readConfigBytes(path);
  } catch (error) {
    throw systemError("unreadable-file", `read ${path}`, error, { details: { path } });
  }
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UserError({
      exit: "refused",
      code: "bad-aws-config",
      cannot: `read ${path}`,
      because: "it is not UTF-8, so aws refuses the whole file",
      details: { path },
      cause: error,
    });
  }
}
