import { cleanText, jsonWithoutWorkflowCommands, withoutWorkflowCommands } from "../clean_text.ts";
import { readableLine, withShortHome } from "../home_path.ts";
import { denoHost } from "../host.ts";
import { writeAll } from "../fs/write_all.ts";
import { textWidth } from "../text_width.ts";

/**
 * Prints the answer of a command: one JSON document if `json` is true, else the lines that `text` returns, for people, with
 * `~` for the home directory.
 */
export function printAnswer(json: boolean, value: unknown, text: () => readonly string[]): void {
  printExactAnswer(json, value, () => text().map(withTilde));
}

/** Prints an answer as {@linkcode printAnswer} does, but with paths as they are: for values that scripts and files take over. */
export function printExactAnswer(
  json: boolean,
  value: unknown,
  text: () => readonly string[],
): void {
  if (json) {
    const text = JSON.stringify(value, null, 2);
    writeAll(Deno.stdout, jsonWithoutWorkflowCommands(text, denoHost) + "\n");
  } else print(...text());
}

/** Returns `line` with `~` for the home directory. */
export function withTilde(line: string): string {
  if (!/[/\\]/.test(line)) return line; // a list has thousands of cells, and reading a variable takes a microsecond
  return withShortHome(line, denoHost);
}

/** Prints lines on standard output, without the characters that control a terminal, and never as workflow commands. */
export function print(...lines: readonly string[]): void {
  const text = lines.map((line) => `${withoutWorkflowCommands(cleanText(line), denoHost)}\n`);
  writeAll(Deno.stdout, text.join(""));
}

/** Prints lines on standard error, without the characters that control a terminal, and with `~` for the home directory. */
export function report(...lines: readonly string[]): void {
  writeAll(Deno.stderr, lines.map((line) => `${readableLine(line, denoHost)}\n`).join(""));
}

/** Aligns the cells of `rows` in columns, two spaces apart. They show `~` for the home directory, unless `exact` is set. */
export function columns(rows: readonly (readonly string[])[], exact = false): string[] {
  const clean = rows.map((row) => row.map((cell) => cleanText(exact ? cell : withTilde(cell))));
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => textWidth(row[column] ?? "")))
  );
  return clean.map((row) =>
    row.map((cell, column) => cell + " ".repeat(widths[column]! - textWidth(cell))).join("  ")
      .trimEnd()
  );
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
