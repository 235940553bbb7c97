import { UserError } from "../../errors.ts";
import { firstNonspace, strip, stripEnd } from "./python_strip.ts";

/** A value of an AWS config file: text, or the pairs of an indented block (`s3 =`). */
export type AwsValue = string | ReadonlyMap<string, string>;

/** A value with the line, from 1, on which its key stands and the one on which it ends. */
export interface AwsEntry {
  /** The value. */
  readonly value: AwsValue;
  /** The line of its key. */
  readonly line: number;
  /** Its last line, continuations included. */
  readonly endLine: number;
}

/** A section: the text between its brackets, and its values by key in lower case. */
export interface AwsSection {
  /** As it stands between the brackets. */
  readonly name: string;
  /** The line of its header, from 1. */
  readonly line: number;
  /** Its values. */
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
 * Reads the text of an AWS config or credentials file as botocore does (`botocore.configloader.raw_config_parse` over
 * Python's `configparser.RawConfigParser`): keys in lower case, `=` or `:`, whole-line comments only, indented lines
 * continue a value, `[DEFAULT]` lends its values to every section. One wrong line makes it refuse the whole file, so:
 * Faults (78) naming `path` and the line on a second section or key of one name, a key before any section, a line
 * without a value, an indented block without `=`.
 */
export function parseAwsFile(text: string, path: string): AwsSection[] {
  const sections = new Map<string, OpenSection>();
  const defaults: OpenSection = { name: DEFAULTS, line: 0, entries: new Map() };
  let section: OpenSection | null = null;
  let entry: OpenEntry | null = null;
  let indent = 0;
  let bogus: UserError | null = null;
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
    const header = headerOf(value);
    if (header !== null) {
      if (sections.has(header)) throw refused(path, number, `a second section [${header}]`);
      section = header === DEFAULTS ? defaults : { name: header, line: number, entries: new Map() };
      if (header !== DEFAULTS) sections.set(header, section);
      entry = null;
    } else if (section === null) {
      throw refused(path, number, beforeSections(value));
    } else {
      const cut = delimiterOf(value);
      const key = cut < 0 ? "" : stripEnd(value.slice(0, cut)).toLowerCase();
      if (key === "") bogus ??= refused(path, number, "a line that is no key = value");
      if (cut < 0) continue;
      if (section.entries.has(key)) throw refused(path, number, `a second value of ${key}`);
      entry = { line: number, endLine: number, texts: [strip(value.slice(cut + 1))] };
      section.entries.set(key, entry);
    }
  }
  if (bogus) throw bogus;
  return [...sections.values()].map((each) => close(each, defaults, path));
}

/** What stands between the first bracket, which begins the line, and the last one; null when it is no header. */
function headerOf(line: string): string | null {
  const end = line[0] === "[" ? line.lastIndexOf("]") : -1;
  return end > 1 ? line.slice(1, end) : null;
}

function delimiterOf(line: string): number {
  const equals = line.indexOf("=");
  const colon = line.indexOf(":");
  return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
}

function beforeSections(line: string): string {
  return line.startsWith("\uFEFF") ? "marked with a byte order mark" : "a line before any section";
}

function close(section: OpenSection, defaults: OpenSection, path: string): AwsSection {
  const values = new Map<string, AwsEntry>();
  const inherited = [...defaults.entries].filter(([key]) => !section.entries.has(key));
  for (const [key, entry] of [...section.entries, ...inherited]) {
    const text = stripEnd(entry.texts.length === 1 ? entry.texts[0]! : entry.texts.join("\n"));
    const nested = text.startsWith("\n") ? parseNested(text) : text;
    if (nested === null) {
      throw refused(path, entry.line, `a block of ${key} that has a line without =`);
    }
    values.set(key, { value: nested, line: entry.line, endLine: entry.endLine });
  }
  return { name: section.name, line: section.line, values };
}

function refused(path: string, line: number, what: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-aws-config",
    cannot: `read ${path}`,
    because: `line ${line} is ${what}, and aws refuses the whole file for it`,
    details: { path, line },
  });
}

// Where Python's str.splitlines() breaks.
// deno-lint-ignore no-control-regex
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** The pairs of an indented block (`botocore.configloader._parse_nested`); null when a line has no `=`. Keys keep their case. */
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
