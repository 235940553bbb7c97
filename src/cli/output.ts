import { cleanText } from "../clean_text.ts";
import { writeAll } from "../fs/write_all.ts";

/** Prints the answer of a command: one JSON document if `json` is true, else the lines that `text` returns. */
export function printAnswer(json: boolean, value: unknown, text: () => readonly string[]): void {
  if (json) writeAll(Deno.stdout, JSON.stringify(value, null, 2) + "\n");
  else print(...text());
}

/** Prints lines on standard output, without the characters that control a terminal. */
export function print(...lines: readonly string[]): void {
  writeAll(Deno.stdout, lines.map((line) => `${cleanText(line)}\n`).join(""));
}

/** Prints lines on standard error, without the characters that control a terminal. */
export function report(...lines: readonly string[]): void {
  writeAll(Deno.stderr, lines.map((line) => `${cleanText(line)}\n`).join(""));
}

/** Aligns the cells of `rows` in columns, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map(cleanText));
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => width(row[column] ?? "")))
  );
  return clean.map((row) =>
    row.map((cell, column) => cell + " ".repeat(widths[column]! - width(cell))).join("  ").trimEnd()
  );
}

/** Returns how many cells of a terminal `text` takes: two for wide East Asian characters and emoji. */
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

/** Returns a moment in epoch milliseconds as local time of day, with the date if it is not the day of `now`. */
export function timeText(moment: number, now: number): string {
  const at = new Date(moment);
  const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
  if (at.toDateString() === new Date(now).toDateString()) return time;
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
