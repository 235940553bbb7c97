import { cleanText } from "../clean_text.ts";
import { writeAll } from "../fs/write_all.ts";

/** Prints the answer that was asked for: one JSON document with `json`, else the lines `text` gives. */
export function printAnswer(json: boolean, value: unknown, text: () => readonly string[]): void {
  if (json) writeAll(Deno.stdout, JSON.stringify(value, null, 2) + "\n");
  else print(...text());
}

/** Prints lines for people on stdout, each cleaned of what could command a terminal. */
export function print(...lines: readonly string[]): void {
  writeAll(Deno.stdout, lines.map((line) => `${cleanText(line)}\n`).join(""));
}

/** Tells people something on stderr, each line cleaned of what could command a terminal. */
export function report(...lines: readonly string[]): void {
  writeAll(Deno.stderr, lines.map((line) => `${cleanText(line)}\n`).join(""));
}

/** Lays `rows` out in columns, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map(cleanText));
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => width(row[column] ?? "")))
  );
  return clean.map((row) =>
    row.map((cell, column) => cell + " ".repeat(widths[column]! - width(cell))).join("  ").trimEnd()
  );
}

/** Cells a text takes in a terminal, near enough for columns: wide East Asian characters and emoji take two. */
function width(text: string): number {
  let cells = 0;
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue;
    cells +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
          .test(character)
        ? 2
        : 1;
  }
  return cells;
}
