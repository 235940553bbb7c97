import { cleanText, withoutWorkflowCommands } from "../clean_text.ts";
import { writeAll } from "../fs/write_all.ts";
import { denoHost, type Host } from "../host.ts";
import { printExactAnswer, withTilde } from "./output.ts";

/** What a part of a line means. Only {@linkcode FORMATS} says how that looks. */
export type Style = "heading" | "good" | "note" | "problem" | "faint";

/** A part of a line with a meaning of its own. */
export interface Span {
  /** The text. */
  readonly text: string;
  /** What it means. */
  readonly style: Style;
}

/** A line, or its parts. */
export type StyledLine = string | readonly (string | Span)[];

/** Returns `text` with the escape sequences of `style`. */
export type Paint = (style: Style, text: string) => string;

const FORMATS = {
  heading: "bold",
  good: "green",
  note: "yellow",
  problem: "red",
  faint: "gray",
} as const;

/**
 * Prints the answer of a command as `printAnswer` does. On a terminal its lines have colors, unless NO_COLOR is set or
 * TERM is `dumb`.
 */
export async function printStyledAnswer(
  json: boolean,
  value: unknown,
  lines: () => readonly StyledLine[],
): Promise<void> {
  if (json) return printExactAnswer(true, value, () => []);
  const paint = wantsColors(denoHost, Deno.stdout.isTerminal()) ? await terminalPaint() : null;
  writeAll(Deno.stdout, renderLines(lines(), paint));
}

/** Returns `lines` as they are printed, painted unless `paint` is null. */
export function renderLines(lines: readonly StyledLine[], paint: Paint | null): string {
  if (paint === null) {
    // All at once, because a list has thousands of lines, and most need nothing.
    const texts = lines.map((line) =>
      typeof line === "string" ? line : line.map(plainText).join("")
    );
    if (PLAIN.test(texts.join(""))) return texts.map((text) => `${text}\n`).join("");
  }
  return lines.map((line) => `${withoutWorkflowCommands(renderLine(line, paint), denoHost)}\n`)
    .join("");
}

/** Printable ASCII without slashes, colons and number signs, and the ellipsis. */
const PLAIN = /^[ -"$-.0-9;-[\]-~\u2026]*$/;

/** Returns `line` with `~` for the home directory and without control characters, painted unless `paint` is null. */
export function renderLine(line: StyledLine, paint: Paint | null): string {
  if (typeof line === "string") return cleanText(withTilde(line));
  return line.map((part) => {
    const text = cleanText(withTilde(plainText(part)));
    return typeof part === "string" || paint === null || text === ""
      ? text
      : paint(part.style, text);
  }).join("");
}

/** Returns the text of a part of a line. */
export function plainText(part: string | Span): string {
  return typeof part === "string" ? part : part.text;
}

/** Reports whether output gets colors: on a terminal, if NO_COLOR (no-color.org) is empty and TERM is not `dumb`. */
export function wantsColors(host: Pick<Host, "env">, isTerminal: boolean): boolean {
  if (!isTerminal) return false;
  try {
    return !host.env("NO_COLOR") && host.env("TERM") !== "dumb";
  } catch {
    return false; // a value that is not UTF-8
  }
}

/** Loads `node:util` only here: it takes two thirds of the time of an empty program. */
async function terminalPaint(): Promise<Paint> {
  const { styleText } = await import("node:util");
  return (style, text) => styleText(FORMATS[style], text, { validateStream: false });
}
