import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { type AwsEntry, type AwsSection, type AwsValue, parseAwsFile } from "./parse.ts";
import { strip } from "./python_strip.ts";

/** Answers whether a vault verifiably holds this very pair. */
export type IsStored = (accessKeyId: string, secretAccessKey: Secret) => boolean;

/** An access key that was taken out. */
export interface Removed {
  /** The profile that had it. */
  readonly profile: string;
  /** Its id. */
  readonly accessKeyId: string;
  /** The lines it stood on, from 1, as they were counted before. */
  readonly lines: readonly number[];
}

const ID = "aws_access_key_id";
const SECRET = "aws_secret_access_key";

/**
 * Takes out of a credentials file's `text` the lines of the access keys that are held, and nothing else: comments,
 * empty lines, order, line ends and all other keys stay byte for byte. A pair of which a line is shared, through
 * `[DEFAULT]`, with a pair that is not held stays.
 * Faults (78) naming `path` as `parseAwsFile`, and when the rest would no longer say the same to aws; nothing is then
 * to be written.
 */
export function scrub(
  text: string,
  path: string,
  isHeld: IsStored,
): { readonly text: string; readonly removed: readonly Removed[] } {
  const sections = parseAwsFile(text, path);
  const held = heldSections(sections, isHeld);
  if (held.length === 0) return { text, removed: [] };
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const removed = held.map((section) => ({
    profile: section.name,
    accessKeyId: entryText(section, ID)!,
    lines: entriesOf(section).flatMap((entry) => linesOf(entry, lines)).sort((a, b) => a - b),
  }));
  const gone = new Set(removed.flatMap((each) => each.lines));
  const kept = lines.filter((_, index) => !gone.has(index + 1)).join("");
  checkRest(sections, new Set(held.map(({ name }) => name)), kept, path);
  return { text: kept, removed };
}

/** The sections whose pair is held, without those that share a line with a section that stays. */
function heldSections(sections: readonly AwsSection[], isHeld: IsStored): AwsSection[] {
  const going = new Set(sections.filter((section) => {
    const id = entryText(section, ID);
    const secret = entryText(section, SECRET);
    return id && secret && isHeld(id, new Secret(secret));
  }));
  for (let before = -1; before !== going.size;) {
    before = going.size;
    const staying = new Set(
      sections.filter((section) => !going.has(section))
        .flatMap((section) => entriesOf(section).map(({ line }) => line)),
    );
    for (const section of going) {
      if (entriesOf(section).some(({ line }) => staying.has(line))) going.delete(section);
    }
  }
  return [...going];
}

function entriesOf(section: AwsSection): AwsEntry[] {
  return [ID, SECRET].map((key) => section.values.get(key)).filter((entry) => entry !== undefined);
}

function entryText(section: AwsSection, key: string): string | undefined {
  const value = section.values.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

/** The lines of `entry` without the comments and empty lines among its continuations. */
function linesOf(entry: AwsEntry, lines: readonly string[]): number[] {
  const own: number[] = [];
  for (let number = entry.line; number <= entry.endLine; number++) {
    if (number === entry.line || /^[^#;]/.test(strip(lines[number - 1]!))) own.push(number);
  }
  return own;
}

function checkRest(
  before: readonly AwsSection[],
  scrubbed: ReadonlySet<string>,
  kept: string,
  path: string,
): void {
  const wanted = before.map((section) =>
    shown(section.name, section.values, scrubbed.has(section.name) ? [ID, SECRET] : [])
  );
  const found = parseAwsFile(kept, path).map(({ name, values }) => shown(name, values, []));
  if (wanted.join("\n") === found.join("\n")) return;
  throw new UserError({
    exit: "refused",
    code: "unsafe-scrub",
    cannot: `scrub ${path}`,
    because: "without the lines of its access keys the rest of it would mean something else to aws",
    details: { path },
  });
}

function shown(
  name: string,
  values: ReadonlyMap<string, AwsEntry>,
  without: readonly string[],
): string {
  const plain = (value: AwsValue): unknown => typeof value === "string" ? value : [...value];
  const pairs = [...values].filter(([key]) => !without.includes(key))
    .map(([key, entry]) => [key, plain(entry.value)]);
  return JSON.stringify([name, ...pairs.sort(([a], [b]) => String(a) < String(b) ? -1 : 1)]);
}
