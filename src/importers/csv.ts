import { describeError } from "../fs/system_error.ts";
import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { type Candidate, isTemporaryId, shapeWarnings, titleFor } from "./candidate.ts";

const MAX_BYTES = 1024 * 1024;
const NOT_OFFERED = "it is not a CSV file of access keys as the AWS console offers it";

/** A row of a CSV file. */
interface CsvRow {
  /** The line, from 1, on which it begins. */
  readonly line: number;
  /** Its fields, quotes taken away. */
  readonly fields: readonly string[];
}

/**
 * Reads the access keys of the CSV file at `path`, as the AWS console offers it for download when a key is created.
 * Faults: 66 when there is no such file, 64 when it is none from the console, 74 when it cannot be read.
 */
export function csvCandidates(path: string): Candidate[] {
  let bytes: Uint8Array;
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > MAX_BYTES) throw bad(path, NOT_OFFERED);
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = error instanceof Deno.errors.NotFound;
    throw new UserError({
      exit: missing ? "notFound" : "io",
      code: missing ? "no-file" : "unreadable-file",
      cannot: `read ${path}`,
      because: missing ? "there is no such file" : describeError(error),
      cause: error,
    });
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
 * The access keys of the CSV text that `path` holds: columns `Access key ID` and `Secret access key` in any order and
 * case, `User name` where it is there, others ignored; rows without a complete pair left out.
 * Faults (64) naming `path` when these columns are missing or a quote is wrong.
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
  const file = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
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
      warnings: shapeWarnings(accessKeyId, secretAccessKey),
    });
  }
  return found;
}

/**
 * Splits CSV text into rows (RFC 4180; line feeds alone are line ends too); empty lines are no rows.
 * Faults (64) naming `path` on a quote that is not closed, or closed in the middle of a field.
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
