import { Secret } from "../../secret.ts";
import { type AwsEntry, type AwsSection, parseAwsFile } from "./parse.ts";
import { checkRest, linesOf, linesWithEnds } from "./remove_entries.ts";

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
  const lines = linesWithEnds(text);
  const removed = scrubbed.map((section) => ({
    profile: section.name,
    accessKeyId: entryText(section, ID)!,
    lines: keyEntries(section).flatMap((entry) => linesOf(entry, lines)).sort((a, b) => a - b),
  }));
  const removedLines = new Set(removed.flatMap((each) => each.lines));
  const rest = lines.filter((_, index) => !removedLines.has(index + 1)).join("");
  const keys = new Map(scrubbed.map(({ name }) => [name, [ID, SECRET]]));
  checkRest(sections, keys, rest, path, `scrub ${path}`, "its access keys");
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
