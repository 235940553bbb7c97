import type { Cell, Look } from "./screen.ts";

const WIDTH = 8.4; // pixels of a cell, for a monospaced font of size 14
const HEIGHT = 19;
const MARGIN = 16;
const BACKGROUND = "#14181f";
const FOREGROUND = "#d6dbe4";
// deno-fmt-ignore
const COLORS = [
  "#5b6472", "#f07178", "#a5d173", "#e6c07b", "#7aa8f0", "#c08cf0", "#66c8d2", "#d6dbe4",
  "#7d8796", "#f0858c", "#b7dc8b", "#ecd08f", "#93baf5", "#d0a5f5", "#83d7df", "#ffffff",
];

/** Returns a picture of a terminal's screen. A screen reader reads `title` instead. */
export function svg(rows: readonly (readonly Cell[])[], columns: number, title: string): string {
  const width = Math.ceil(columns * WIDTH + 2 * MARGIN);
  const height = rows.length * HEIGHT + 2 * MARGIN;
  const lines = rows.map((cells, index) => {
    const y = MARGIN + HEIGHT * index + 14;
    return runs(cells).map(({ text, look, column }) =>
      text.trim() === ""
        ? ""
        : `<text x="${(MARGIN + column * WIDTH).toFixed(1)}" y="${y}" textLength="${
          (text.length * WIDTH).toFixed(1)
        }" ${style(look)}>${escaped(text)}</text>`
    ).join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...lines.filter(Boolean),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Groups neighboring cells that look alike. */
function runs(
  cells: readonly Cell[],
): { readonly text: string; readonly look: Look; readonly column: number }[] {
  const found: { text: string; look: Look; column: number }[] = [];
  cells.forEach(({ character, look }, column) => {
    const last = found.at(-1);
    if (last !== undefined && style(last.look) === style(look)) last.text += character;
    else found.push({ text: character, look, column });
  });
  return found;
}

function style({ color, bold, dim, inverse }: Look): string {
  const fill = color === null ? FOREGROUND : COLORS[color]!;
  return `fill="${fill}"${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.6"' : ""}${
    inverse ? ' text-decoration="underline"' : ""
  }`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
