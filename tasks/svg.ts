import type { Cell, Look } from "./screen.ts";

const WIDTH = 8.4; // pixels of a cell, for a monospaced face of 14
const HEIGHT = 19;
const MARGIN = 16;
const PAPER = "#14181f";
const INK = "#d6dbe4";
// deno-fmt-ignore
const COLOURS = [
  "#5b6472", "#f07178", "#a5d173", "#e6c07b", "#7aa8f0", "#c08cf0", "#66c8d2", "#d6dbe4",
  "#7d8796", "#f0858c", "#b7dc8b", "#ecd08f", "#93baf5", "#d0a5f5", "#83d7df", "#ffffff",
];

/** A picture of a terminal's screen; `title` is read out in its place. */
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
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...lines.filter(Boolean),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Cells that look alike, together. */
function runs(
  cells: readonly Cell[],
): { readonly text: string; readonly look: Look; readonly column: number }[] {
  const found: { text: string; look: Look; column: number }[] = [];
  cells.forEach(({ sign, look }, column) => {
    const last = found.at(-1);
    if (last !== undefined && style(last.look) === style(look)) last.text += sign;
    else found.push({ text: sign, look, column });
  });
  return found;
}

function style({ colour, bold, dim, inverse }: Look): string {
  const fill = colour === null ? INK : COLOURS[colour]!;
  return `fill="${fill}"${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.6"' : ""}${
    inverse ? ' text-decoration="underline"' : ""
  }`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
