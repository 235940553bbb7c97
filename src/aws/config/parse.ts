import { UserError } from "../../errors.ts";
import { firstNonspace, strip, stripEnd } from "./python_strip.ts";

/** A value of an AWS config file: text, or the pairs of a nested block (`s3 =` and indented lines). */
export type AwsValue = string | ReadonlyMap<string, string>;

/** A value and its lines in the file, from 1. */
export interface AwsEntry {
  /** The value. */
  readonly value: AwsValue;
  /** The line of its key. */
  readonly line: number;
  /** Its last line, including continuation lines. */
  readonly endLine: number;
}

/** A section of an AWS config file. */
export interface AwsSection {
  /** The text between the brackets, unchanged. */
  readonly name: string;
  /** The line of its header, from 1. */
  readonly line: number;
  /** Its values by key; keys are in lower case. */
  readonly values: ReadonlyMap<string, AwsEntry>;
}

interface OpenEntry {
  readonly line: number;
  readonly texts: string[];
  endLine: number;
}

interface OpenSection {
  readonly name: string;
  readonly line: number;
  readonly entries: Map<string, OpenEntry>;
}

const DEFAULTS = "DEFAULT";

/**
 * Parses the text of an AWS config or credentials file as botocore does (`botocore.configloader.raw_config_parse` on
 * top of Python's `configparser.RawConfigParser`): keys in lower case, `=` or `:`, whole-line comments only, indented
 * lines continue a value, every section inherits from `[DEFAULT]`. One wrong line makes botocore refuse the whole file.
 *
 * @throws UserError (78, refused) with `path` and the line if a section or key is repeated, a key comes before any
 * section, or a line or the line of a nested block has no `=`.
 */
export function parseAwsFile(text: string, path: string): AwsSection[] {
  const sections = new Map<string, OpenSection>();
  const defaults: OpenSection = { name: DEFAULTS, line: 0, entries: new Map() };
  let section: OpenSection | null = null;
  let entry: OpenEntry | null = null;
  let indent = 0;
  // configparser reports a line that it cannot parse only at the end of the file.
  let unparsable: UserError | null = null;
  const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
  for (let number = 1; number <= lines.length; number++) {
    const line = lines[number - 1]!;
    const value = strip(line);
    if (value === "") {
      entry?.texts.push("");
      continue;
    }
    if (value[0] === "#" || value[0] === ";") continue;
    const depth = firstNonspace(line);
    if (section && entry && depth > indent) {
      entry.texts.push(value);
      entry.endLine = number;
      continue;
    }
    indent = depth;
    const header = sectionName(value);
    if (header !== null) {
      if (sections.has(header)) throw refused(path, number, `repeats section [${header}]`);
      section = header === DEFAULTS ? defaults : { name: header, line: number, entries: new Map() };
      if (header !== DEFAULTS) sections.set(header, section);
      entry = null;
    } else if (section === null) {
      const hasMark = value.startsWith("\uFEFF");
      throw refused(path, number, hasMark ? "has a byte order mark" : "comes before any section");
    } else {
      const cut = delimiterIndex(value);
      const key = cut < 0 ? "" : stripEnd(value.slice(0, cut)).toLowerCase();
      if (key === "") unparsable ??= refused(path, number, "is not KEY = VALUE");
      if (cut < 0) continue;
      if (section.entries.has(key)) throw refused(path, number, `repeats ${key}`);
      entry = { line: number, endLine: number, texts: [strip(value.slice(cut + 1))] };
      section.entries.set(key, entry);
    }
  }
  if (unparsable) throw unparsable;
  return [...sections.values()].map((each) => close(each, defaults, path));
}

/** Returns the text between the opening bracket and the last closing one; null if `line` is not a section header. */
function sectionName(line: string): string | null {
  const end = line[0] === "[" ? line.lastIndexOf("]") : -1;
  return end > 1 ? line.slice(1, end) : null;
}

function delimiterIndex(line: string): number {
  const equals = line.indexOf("=");
  const colon = line.indexOf(":");
  return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
}

function close(section: OpenSection, defaults: OpenSection, path: string): AwsSection {
  const values = new Map<string, AwsEntry>();
  const inherited = [...defaults.entries].filter(([key]) => !section.entries.has(key));
  for (const [key, entry] of [...section.entries, ...inherited]) {
    const text = stripEnd(entry.texts.length === 1 ? entry.texts[0]! : entry.texts.join("\n"));
    const nested = text.startsWith("\n") ? parseNested(text) : text;
    if (nested === null) {
      throw refused(path, entry.line, `begins a block of ${key} that has a line without =`);
    }
    values.set(key, { value: nested, line: entry.line, endLine: entry.endLine });
  }
  return { name: section.name, line: section.line, values };
}

/** Returns the error that `line` is wrong; `problem` completes "line 3 ...". */
function refused(path: string, line: number, problem: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-aws-config",
    cannot: `read ${path}`,
    because: `line ${line} ${problem}, so aws refuses the whole file`,
    details: { path, line },
  });
}

// The line ends of Python's str.splitlines().
// deno-lint-ignore no-control-regex
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * Parses the lines of a nested block as `botocore.configloader._parse_nested` does: keys keep their case. Returns null
 * if a line has no `=`.
 */
export function parseNested(text: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const line of text.split(LINE_ENDS).map(strip)) {
    if (line === "") continue;
    const cut = line.indexOf("=");
    if (cut < 0) return null;
    found.set(strip(line.slice(0, cut)), strip(line.slice(cut + 1)));
  }
  return found;
}
