import { UserError } from "../../errors.ts";
import { type AwsEntry, type AwsSection, type AwsValue, parseAwsFile } from "./parse.ts";
import { strip } from "./python_strip.ts";

/** The lines of a file, each with its end. */
export function linesWithEnds(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** Returns the numbers of the lines of `entry`, without the comments and empty lines among its continuation lines. */
export function linesOf(entry: AwsEntry, lines: readonly string[]): number[] {
  const numbers: number[] = [];
  for (let number = entry.line; number <= entry.endLine; number++) {
    if (number === entry.line || /^[^#;]/.test(strip(lines[number - 1]!))) numbers.push(number);
  }
  return numbers;
}

/** Throws UserError (78, refused) unless `rest` says the same as `before` without the keys `removed`, by section. */
export function checkRest(
  before: readonly AwsSection[],
  removed: ReadonlyMap<string, readonly string[]>,
  rest: string,
  path: string,
  cannot: string,
  what: string,
): void {
  const expected = before.map((section) =>
    serialize(section.name, section.values, removed.get(section.name) ?? [])
  );
  const actual = parseAwsFile(rest, path).map(({ name, values }) => serialize(name, values, []));
  if (expected.join("\n") === actual.join("\n")) return;
  throw new UserError({
    exit: "refused",
    code: "unsafe-scrub",
    cannot,
    because: `without the lines of ${what}, aws would read the rest differently`,
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
