import { cleanText } from "../clean_text.ts";
import { textWidth } from "../text_width.ts";
import { withTilde } from "./output.ts";
import { plainText, type Span, type StyledLine } from "./styled_line.ts";

/** A row of a table by columns. */
type Row = readonly (string | Span)[];

const GAP = "  ";
/** What a column keeps if the table has to be shortened: an id of eight characters, or a short date. */
const LEAST = 8;
const ELLIPSIS = "…";

/**
 * Returns the lines of a table: a row of headers, then `rows`, in aligned columns. A column without any value is left out,
 * and so is the header row without rows. If the table is wider than `width` (by default that of the terminal), the longest cells are shortened. Where even that
 * is too wide, each row becomes a block of lines.
 */
export function table(
  headers: readonly string[],
  rows: readonly Row[],
  width: number = terminalWidth(),
): StyledLine[] {
  if (rows.length === 0) return [];
  const used = [...headers.keys()].filter((at) => rows.some((row) => textOf(row[at]) !== ""));
  const names = used.map((at) => headers[at]!);
  const cells = rows.map((row) => used.map((at) => cleanCell(row[at] ?? "")));
  const widths = columnWidths([names, ...cells], width);
  if (widths === null) return blocks(names, cells, width);
  const heading = names.map((text): Span => ({ text, style: "heading" }));
  return [heading, ...cells].map((row) => alignedLine(row, widths));
}

/** Returns how many cells wide the terminal of standard output is; infinite if it is none, so that nothing is shortened. */
export function terminalWidth(): number {
  if (!Deno.stdout.isTerminal()) return Infinity;
  try {
    return Deno.consoleSize().columns || Infinity;
  } catch {
    return Infinity;
  }
}

/** Returns `text` cut to `width` cells, with an ellipsis if anything is cut. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let short = "";
  let left = width - 1;
  for (const character of text) {
    left -= textWidth(character);
    if (left < 0) break;
    short += character;
  }
  return short.trimEnd() + ELLIPSIS;
}

/** Returns the width of each column; null if the terminal is too narrow for all of them. */
function columnWidths(rows: readonly Row[], width: number): number[] | null {
  const natural = (rows[0] ?? []).map((_, at) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(textOf(row[at]))), 0)
  );
  const room = width - GAP.length * (natural.length - 1);
  if (sum(natural) <= room) return natural;
  const fits = (most: number) => natural.map((each) => Math.min(each, most));
  if (sum(fits(LEAST)) > room) return null;
  let most = LEAST;
  while (sum(fits(most + 1)) <= room) most++;
  let spare = room - sum(fits(most));
  return natural.map((each) => Math.min(each, most) + (each > most && spare-- > 0 ? 1 : 0));
}

function alignedLine(row: Row, widths: readonly number[]): StyledLine {
  const last = row.findLastIndex((cell) => textOf(cell) !== "");
  return row.slice(0, last + 1).flatMap((cell, at) => {
    const text = shorten(textOf(cell), widths[at]!);
    const padding = at === last ? "" : " ".repeat(widths[at]! - textWidth(text)) + GAP;
    return [typeof cell === "string" ? text : { ...cell, text }, padding];
  });
}

/** Returns a line for each value of each row, with its header before it. */
function blocks(names: readonly string[], rows: readonly Row[], width: number): StyledLine[] {
  const indent = Math.max(...names.map(textWidth)) + GAP.length;
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...row.flatMap((cell, at): StyledLine[] => {
      const text = shorten(textOf(cell), Math.max(width - indent, LEAST));
      if (text === "") return [];
      const name: Span = { text: names[at]!, style: "heading" };
      const padding = " ".repeat(indent - textWidth(names[at]!));
      return [[name, padding, typeof cell === "string" ? text : { ...cell, text }]];
    }),
  ]);
}

function cleanCell(cell: string | Span): string | Span {
  const text = cleanText(withTilde(plainText(cell)));
  return typeof cell === "string" ? text : { ...cell, text };
}

function textOf(cell: string | Span | undefined): string {
  return cell === undefined ? "" : plainText(cell);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
