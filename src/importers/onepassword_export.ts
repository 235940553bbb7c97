import { unreadableExport } from "./unreadable_export.ts";
import { UserError } from "../errors.ts";
import { systemError } from "../fs/system_error.ts";
import type { Candidate } from "./candidate.ts";
import { exportedItems, onePasswordCandidates } from "./onepassword.ts";
import { readZipEntry } from "./zip_entry.ts";

/** The largest list of items that is read; bytes. */
const MAX_DATA = 512 * 1024 * 1024;

/**
 * Reads the access keys in the file at `path`, the export of a 1Password account (`.1pux`).
 *
 * @throws UserError (66) if there is no such file; (64) if it is not such an export; (74) if it cannot be read.
 */
export async function exportCandidates(path: string): Promise<Candidate[]> {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    throw unreadableExport(path, error);
  }
  try {
    const bytes = await readZipEntry(file, "export.data", MAX_DATA);
    const data: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return onePasswordCandidates(exportedItems(data), "1pux");
  } catch (error) {
    if (error instanceof Deno.errors.NotSupported || error instanceof Deno.errors.IsADirectory) {
      throw systemError("unreadable-file", `read ${path}`, error, { details: { path } });
    }
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    // The parser's own message may quote the file.
    const because = /^it |in it is /.test(error.message)
      ? error.message
      : "its list of items is damaged";
    throw new UserError({
      exit: "usage",
      code: "bad-export",
      cannot: `read ${path} as an export of 1Password`,
      because,
      details: { path },
    });
  } finally {
    file.close();
  }
}
