import { cleanText } from "../clean_text.ts";
import { textWidth } from "../text_width.ts";
import { withTilde } from "./output.ts";
import { plainText, type Span, type Style, type StyledLine } from "./styled_line.ts";

/** A row of a table by columns. */
type Row = readonly (string | Span)[];

/** A cell as it is shown. */
interface Cell {
  readonly text: string;
  readonly style: Style | null;
  /** How many cells of the terminal the text takes. */
  readonly width: number;
}

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
  const names = used.map((at) => cleanCell({ text: headers[at]!, style: "heading" }));
  const cells = rows.map((row) => used.map((at) => cleanCell(row[at] ?? "")));
  const widths = columnWidths([names, ...cells], width);
  if (widths === null) return blocks(names, cells, width);
  return [names, ...cells].map((row) => alignedLine(row, widths));
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
function columnWidths(rows: readonly (readonly Cell[])[], width: number): number[] | null {
  const natural = rows[0]!.map(() => 0);
  for (const row of rows) {
    for (let at = 0; at < row.length; at++) {
      natural[at] = Math.max(natural[at]!, row[at]!.width);
    }
  }
  const room = width - GAP.length * (natural.length - 1);
  if (sum(natural) <= room) return natural;
  const fits = (most: number) => natural.map((each) => Math.min(each, most));
  if (sum(fits(LEAST)) > room) return null;
  let most = LEAST;
  while (sum(fits(most + 1)) <= room) most++;
  let spare = room - sum(fits(most));
  return natural.map((each) => Math.min(each, most) + (each > most && spare-- > 0 ? 1 : 0));
}

function alignedLine(row: readonly Cell[], widths: readonly number[]): StyledLine {
  const last = row.findLastIndex(({ text }) => text !== "");
  const parts: (string | Span)[] = [];
  let plain = ""; // one string for neighbors without a style: a list can have thousands of rows
  for (let at = 0; at <= last; at++) {
    const most = widths[at]!;
    const cell = shortCell(row[at]!, most);
    if (cell.style === null) plain += cell.text;
    else {
      parts.push(plain, { text: cell.text, style: cell.style });
      plain = "";
    }
    if (at < last) plain += " ".repeat(most - cell.width) + GAP;
  }
  return [...parts, plain];
}

/** Returns a line for each value of each row, with its header before it. */
function blocks(
  names: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  width: number,
): StyledLine[] {
  const indent = Math.max(...names.map((name) => name.width)) + GAP.length;
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...row.flatMap((cell, at): StyledLine[] => {
      if (cell.text === "") return [];
      const name = names[at]!;
      const padding = " ".repeat(indent - name.width);
      const value = shortCell(cell, Math.max(width - indent, LEAST));
      return [[spanOf(name), padding, spanOf(value)]];
    }),
  ]);
}

function shortCell(cell: Cell, width: number): Cell {
  if (cell.width <= width) return cell;
  const text = shorten(cell.text, width);
  return { ...cell, text, width: textWidth(text) };
}

function spanOf({ text, style }: Cell): string | Span {
  return style === null ? text : { text, style };
}

function cleanCell(cell: string | Span): Cell {
  const text = cleanText(withTilde(plainText(cell)));
  return { text, style: typeof cell === "string" ? null : cell.style, width: textWidth(text) };
}

function textOf(cell: string | Span | undefined): string {
  return cell === undefined ? "" : plainText(cell);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
