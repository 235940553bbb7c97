/** How a cell looks. */
export interface Look {
  /** The number of its color, 0 to 15. Null is the default color. */
  readonly color: number | null;
  /** Whether it is bold. */
  readonly bold: boolean;
  /** Whether it is dim. */
  readonly dim: boolean;
  /** Whether foreground and background are swapped. */
  readonly inverse: boolean;
}

/** A character of the screen. */
export interface Cell {
  /** The character. */
  readonly character: string;
  /** How it looks. */
  readonly look: Look;
}

const PLAIN: Look = { color: null, bold: false, dim: false, inverse: false };
// deno-lint-ignore no-control-regex
const PARTS = /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^]/gu;

/**
 * Returns what a terminal of `columns` shows after a program has written `text`: rows of cells, without empty rows at the
 * end. It implements what prompts use (ECMA-48: cursor movement, erasing, colors) and ignores everything else. It has as
 * many rows as it needs, so nothing scrolls away.
 */
export function screen(text: string, columns: number): Cell[][] {
  let rows: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  let look = PLAIN;
  const at = (index: number): Cell[] => {
    while (rows.length <= index) rows.push([]);
    return rows[index]!;
  };
  const put = (character: string): void => {
    if (column >= columns) {
      row++;
      column = 0;
    }
    const cells = at(row);
    while (cells.length < column) cells.push({ character: " ", look: PLAIN });
    cells[column++] = { character, look };
  };
  for (const [part, given, final] of text.matchAll(PARTS)) {
    const numbers = (given ?? "").split(";").map(Number);
    const count = numbers[0] || 1;
    if (final === undefined) {
      if (part === "\n") row++;
      else if (part === "\r") column = 0;
      else if (part === "\b") column = Math.max(0, column - 1);
      else if (part >= " " && part !== "\x7f") put(part);
    } else if (final === "A") row = Math.max(0, row - count);
    else if (final === "B") row += count;
    else if (final === "C") column += count;
    else if (final === "D") column = Math.max(0, column - count);
    else if (final === "E") [row, column] = [row + count, 0];
    else if (final === "F") [row, column] = [Math.max(0, row - count), 0];
    else if (final === "G") column = count - 1;
    else if (final === "H") [row, column] = [count - 1, (numbers[1] || 1) - 1];
    else if (final === "K") {
      rows[row] = numbers[0] === 2
        ? []
        : numbers[0] === 1
        ? at(row).map((cell, index) => index <= column ? { character: " ", look: PLAIN } : cell)
        : at(row).slice(0, column);
    } else if (final === "J") {
      if ((numbers[0] ?? 0) >= 2) rows = [[]];
      else {
        rows[row] = at(row).slice(0, column);
        rows = rows.slice(0, row + 1);
      }
    } else if (final === "m") look = numbers.reduce(changed, look);
  }
  while (rows.length > 0 && rows.at(-1)!.every(({ character }) => character === " ")) rows.pop();
  return rows;
}

function changed(look: Look, number: number): Look {
  if (number === 0) return PLAIN;
  if (number === 1) return { ...look, bold: true };
  if (number === 2) return { ...look, dim: true };
  if (number === 7) return { ...look, inverse: true };
  if (number === 22) return { ...look, bold: false, dim: false };
  if (number === 27) return { ...look, inverse: false };
  if (number === 39) return { ...look, color: null };
  if (number >= 30 && number <= 37) return { ...look, color: number - 30 };
  if (number >= 90 && number <= 97) return { ...look, color: number - 82 };
  return look;
}
