const COLUMNS = 80;
/** What "Usage: " takes, and the space before each further usage. */
const USAGE = 7;
/** Where a usage goes on, so that it is no other one. */
const USAGE_GOES_ON = 11;
// deno-lint-ignore no-control-regex
const STYLE = /\x1b\[[\d;]*m/g;
// deno-lint-ignore no-control-regex
const STYLE_OR_CHARACTER = /\x1b\[[\d;]*m|./gu;
/** A word, or all between two brackets: an option and its value stay together. */
// deno-lint-ignore no-control-regex
const WORD = /(?:\x1b\[[\d;]*m|\[[^\]]*\]|[^\s[])+/g;

/**
 * `page`, a page of help with each of its paragraphs in one line, broken at 80 columns: usages and descriptions go on below
 * where they began. Examples stay whole, to be copied. Styles of the terminal take no column.
 */
export function wrapHelp(page: string): string {
  const lines = page.split("\n").map((line) => line.trimEnd());
  const examples = lines.indexOf("Examples:");
  const end = examples < 0 ? lines.length : examples;
  return [...lines.slice(0, end).flatMap(wrapLine), ...lines.slice(end)].join("\n");
}

function wrapLine(line: string): string[] {
  const seen = line.replace(STYLE, "");
  if (seen.length <= COLUMNS) return [line];
  const usage = /^(?:Usage: | {7})opaws/.test(seen);
  const term = /^ {2}\S.*? {2,}/.exec(seen)?.[0].length ?? 0;
  const begun = beginning(line, usage ? USAGE : term);
  const lines = [begun];
  for (const word of line.slice(begun.length).match(WORD) ?? []) {
    const last = lines.at(-1)!;
    const next = last.trim() === "" || last === begun ? last + word : `${last} ${word}`;
    if (next.replace(STYLE, "").length <= COLUMNS || last.trim() === "") {
      lines[lines.length - 1] = next;
    } else lines.push(" ".repeat(usage ? USAGE_GOES_ON : term) + word);
  }
  return lines;
}

/** The first `columns` columns of `line`, with their styles. */
function beginning(line: string, columns: number): string {
  let found = "";
  let seen = 0;
  for (const [piece] of line.matchAll(STYLE_OR_CHARACTER)) {
    if (seen === columns) break;
    found += piece;
    if (piece.length === 1 || !piece.startsWith("\x1b")) seen++;
  }
  return found;
}
