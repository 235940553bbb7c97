import { unreadableExport } from "./unreadable_export.ts";
import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { type Candidate, isTemporaryId, titleFor } from "./candidate.ts";
import { nameOf } from "../fs/path.ts";

const MAX_BYTES = 1024 * 1024;
const NOT_FROM_CONSOLE = "it is not a CSV file of access keys from the AWS console";

/** A row of a CSV file. */
interface CsvRow {
  /** Its first line, from 1. */
  readonly line: number;
  /** Its fields, without quotes. */
  readonly fields: readonly string[];
}

/**
 * Reads the access keys in the CSV file at `path`, which the AWS console offers for download when it creates a key.
 *
 * @throws UserError (66, not found) if there is no such file; (64, usage) if it is not from the console; (74, I/O) if it
 * cannot be read.
 */
export function csvCandidates(path: string): Candidate[] {
  let bytes: Uint8Array;
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > MAX_BYTES) throw bad(path, NOT_FROM_CONSOLE);
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadableExport(path, error);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw bad(path, "it is not UTF-8");
  }
  return accessKeysOfCsv(text, path);
}

/**
 * Returns the access keys in `text`, the CSV file at `path`: columns `Access key ID` and `Secret access key` in any order
 * and case, and `User name` if it is there. Ignores other columns and rows without a complete pair.
 *
 * @throws UserError (64, usage) with `path` if a column is missing or a quote is wrong.
 */
export function accessKeysOfCsv(text: string, path: string): Candidate[] {
  const [header, ...rows] = parseCsv(text, path);
  const names = (header?.fields ?? []).map((name) => name.trim().toLowerCase());
  const idColumn = names.indexOf("access key id");
  const secretColumn = names.indexOf("secret access key");
  const userColumn = names.indexOf("user name");
  if (idColumn < 0 || secretColumn < 0) {
    throw bad(path, 'its first line does not name "Access key ID" and "Secret access key"');
  }
  const file = nameOf(path);
  const found: Candidate[] = [];
  for (const { line, fields } of rows) {
    const accessKeyId = fields[idColumn]?.trim();
    const secret = fields[secretColumn]?.trim();
    if (!accessKeyId || !secret) continue;
    const secretAccessKey = new Secret(secret);
    found.push({
      source: `${file} line ${line}`,
      kind: "csv",
      suggestedTitle: titleFor(fields[userColumn]?.trim()),
      accessKeyId,
      secretAccessKey,
      temporary: isTemporaryId(accessKeyId),
    });
  }
  return found;
}

/**
 * Splits CSV text into rows as in RFC 4180. A single line feed is a line end too; empty lines are skipped.
 *
 * @throws UserError (64, usage) with `path` if a quote is not closed, or closed in the middle of a field.
 */
export function parseCsv(text: string, path: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const FIELD = /(?:"((?:[^"]|"")*)"|((?!")[^,\r\n]*))(,|\r\n|\n|\r|$)/y;
  let fields: string[] = [];
  let line = 1;
  let first = 1;
  FIELD.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  while (FIELD.lastIndex < text.length || fields.length > 0) {
    const match = FIELD.exec(text);
    if (match === null) throw bad(path, `a quote in line ${line} is not closed`);
    const [, quoted, plain = "", end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    line += quoted?.match(/\r\n|[\r\n]/g)?.length ?? 0;
    if (end === ",") continue;
    if (fields.length > 1 || fields[0] !== "") rows.push({ line: first, fields });
    fields = [];
    first = ++line;
  }
  return rows;
}

function bad(path: string, because: string): UserError {
  return new UserError({ exit: "usage", code: "bad-csv", cannot: `read ${path}`, because });
}
