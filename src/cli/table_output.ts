import { cleanText } from "../clean_text.ts";
import { textWidth } from "../text_width.ts";
import { withTilde } from "./output.ts";
import { plainText, type Span, type StyledLine } from "./styled_line.ts";

/** A row of a table by columns. */
type Row = readonly (string | Span)[];

/** A cell as it is shown. */
type Cell = string | Span;

/** A row as it is shown. A list can have thousands, and most are plain. */
interface ShownRow {
  readonly cells: readonly Cell[];
  /** Whether all cells have no style and only characters that take one cell of the terminal and need no cleaning. */
  readonly isPlain: boolean;
}

/** Printable ASCII without slashes, which may be part of a path in the home directory, and the ellipsis. */
const PLAIN = /^[ -.0-[\]-~\u2026]*$/;

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
  const names = shownRow(headers.map((text): Span => ({ text, style: "heading" })), used);
  const shown = rows.map((row) => shownRow(row, used));
  const widths = columnWidths([names, ...shown], width);
  if (widths === null) return blocks(names, shown, width);
  return [names, ...shown].map((row) => alignedLine(row, widths));
}

/** Returns the cells of `row` in the columns `used`. A loop, because this runs before the engine has optimized anything. */
function shownRow(row: Row, used: readonly number[]): ShownRow {
  const cells: Cell[] = [];
  let text = "";
  let isPlain = true;
  for (const at of used) {
    const cell = row[at] ?? "";
    cells.push(cell);
    if (typeof cell === "string") text += cell;
    else isPlain = false;
  }
  return isPlain && PLAIN.test(text)
    ? { cells, isPlain }
    : { cells: cells.map(cleanCell), isPlain: false };
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
function columnWidths(rows: readonly ShownRow[], width: number): number[] | null {
  const natural = rows[0]!.cells.map(() => 0);
  for (const { cells, isPlain } of rows) {
    for (let at = 0; at < natural.length; at++) {
      const cell = cells[at]!;
      const width = isPlain ? (cell as string).length : textWidth(plainText(cell));
      if (width > natural[at]!) natural[at] = width;
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

function alignedLine({ cells, isPlain }: ShownRow, widths: readonly number[]): StyledLine {
  if (isPlain) {
    const line = plainLine(cells as readonly string[], widths);
    if (line !== null) return line;
  }
  let last = cells.length - 1;
  while (last >= 0 && plainText(cells[last]!) === "") last--;
  const parts: (string | Span)[] = [];
  let plain = ""; // one string for neighbors without a style
  for (let at = 0; at <= last; at++) {
    const most = widths[at]!;
    const cell = shortCell(cells[at]!, most, isPlain);
    if (typeof cell === "string") plain += cell;
    else {
      parts.push(plain, cell);
      plain = "";
    }
    if (at === last) break;
    const text = plainText(cell);
    plain += " ".repeat(most - (isPlain ? text.length : textWidth(text))) + GAP;
  }
  return parts.length === 0 ? plain : [...parts, plain];
}

/** Returns what `alignedLine` does for cells without a style; null if one has to be shortened. */
function plainLine(cells: readonly string[], widths: readonly number[]): string | null {
  let last = cells.length - 1;
  while (last >= 0 && cells[last] === "") last--;
  let line = "";
  for (let at = 0; at <= last; at++) {
    const cell = cells[at]!;
    const width = widths[at]!;
    if (cell.length > width) return null;
    line += at === last ? cell : cell.padEnd(width) + GAP;
  }
  return line;
}

/** Returns a line for each value of each row, with its header before it. */
function blocks(
  names: ShownRow,
  rows: readonly ShownRow[],
  width: number,
): StyledLine[] {
  const indent = Math.max(...names.cells.map((name) => textWidth(plainText(name)))) + GAP.length;
  return rows.flatMap(({ cells }, index) => [
    ...(index === 0 ? [] : [""]),
    ...cells.flatMap((cell, at): StyledLine[] => {
      if (plainText(cell) === "") return [];
      const name = names.cells[at]!;
      const padding = " ".repeat(indent - textWidth(plainText(name)));
      return [[name, padding, shortCell(cell, Math.max(width - indent, LEAST))]];
    }),
  ]);
}

function shortCell(cell: Cell, width: number, isPlain = false): Cell {
  if (isPlain && (cell as string).length <= width) return cell;
  const text = shorten(plainText(cell), width);
  return typeof cell === "string" ? text : { ...cell, text };
}

function cleanCell(cell: Cell): Cell {
  const text = cleanText(withTilde(plainText(cell)));
  return typeof cell === "string" ? text : { ...cell, text };
}

function textOf(cell: string | Span | undefined): string {
  return cell === undefined ? "" : plainText(cell);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
