import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { type AwsEntry, type AwsSection, type AwsValue, parseAwsFile } from "./parse.ts";
import { strip } from "./python_strip.ts";

/** Reports whether a vault stores exactly this pair, and can prove it. */
export type IsStored = (accessKeyId: string, secretAccessKey: Secret) => boolean;

/** An access key that was removed. */
export interface Removed {
  /** The profile that had it. */
  readonly profile: string;
  /** Its id. */
  readonly accessKeyId: string;
  /** The lines that it was on, from 1, in the file as it was. */
  readonly lines: readonly number[];
}

const ID = "aws_access_key_id";
const SECRET = "aws_secret_access_key";

/**
 * Removes the lines of stored access keys from `text`, a credentials file, and nothing else: comments, empty lines,
 * order, line ends and all other keys stay byte for byte. A pair stays if it shares a line, through `[DEFAULT]`, with a
 * pair that is not stored.
 *
 * @throws UserError as {@linkcode parseAwsFile} does; (78, refused) if aws would read the rest differently. The caller
 * must then write nothing.
 */
export function scrub(
  text: string,
  path: string,
  isStored: IsStored,
): { readonly text: string; readonly removed: readonly Removed[] } {
  const sections = parseAwsFile(text, path);
  const scrubbed = removableSections(sections, isStored);
  if (scrubbed.length === 0) return { text, removed: [] };
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const removed = scrubbed.map((section) => ({
    profile: section.name,
    accessKeyId: entryText(section, ID)!,
    lines: keyEntries(section).flatMap((entry) => linesOf(entry, lines)).sort((a, b) => a - b),
  }));
  const removedLines = new Set(removed.flatMap((each) => each.lines));
  const rest = lines.filter((_, index) => !removedLines.has(index + 1)).join("");
  checkRest(sections, new Set(scrubbed.map(({ name }) => name)), rest, path);
  return { text: rest, removed };
}

/** Returns the sections whose pair is stored, without those that share a line with a section that stays. */
function removableSections(sections: readonly AwsSection[], isStored: IsStored): AwsSection[] {
  const removable = new Set(sections.filter((section) => {
    const id = entryText(section, ID);
    const secret = entryText(section, SECRET);
    return id && secret && isStored(id, new Secret(secret));
  }));
  // A section that has to stay can make another one stay.
  for (let before = -1; before !== removable.size;) {
    before = removable.size;
    const linesToKeep = new Set(
      sections.filter((section) => !removable.has(section))
        .flatMap((section) => keyEntries(section).map(({ line }) => line)),
    );
    for (const section of removable) {
      if (keyEntries(section).some(({ line }) => linesToKeep.has(line))) removable.delete(section);
    }
  }
  return [...removable];
}

function keyEntries(section: AwsSection): AwsEntry[] {
  return [ID, SECRET].map((key) => section.values.get(key)).filter((entry) => entry !== undefined);
}

function entryText(section: AwsSection, key: string): string | undefined {
  const value = section.values.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

/** Returns the numbers of the lines of `entry`, without the comments and empty lines among its continuation lines. */
function linesOf(entry: AwsEntry, lines: readonly string[]): number[] {
  const numbers: number[] = [];
  for (let number = entry.line; number <= entry.endLine; number++) {
    if (number === entry.line || /^[^#;]/.test(strip(lines[number - 1]!))) numbers.push(number);
  }
  return numbers;
}

/** Throws UserError (78, refused) unless `rest` says the same as `before` without the access keys of `scrubbed`. */
function checkRest(
  before: readonly AwsSection[],
  scrubbed: ReadonlySet<string>,
  rest: string,
  path: string,
): void {
  const expected = before.map((section) =>
    serialize(section.name, section.values, scrubbed.has(section.name) ? [ID, SECRET] : [])
  );
  const actual = parseAwsFile(rest, path).map(({ name, values }) => serialize(name, values, []));
  if (expected.join("\n") === actual.join("\n")) return;
  throw new UserError({
    exit: "refused",
    code: "unsafe-scrub",
    cannot: `scrub ${path}`,
    because: "without the lines of its access keys, aws would read the rest differently",
    details: { path },
  });
}

function serialize(
  name: string,
  values: ReadonlyMap<string, AwsEntry>,
  without: readonly string[],
): string {
  const plain = (value: AwsValue): unknown => typeof value === "string" ? value : [...value];
  const pairs = [...values].filter(([key]) => !without.includes(key))
    .map(([key, entry]) => [key, plain(entry.value)]);
  return JSON.stringify([name, ...pairs.sort(([a], [b]) => String(a) < String(b) ? -1 : 1)]);
}
