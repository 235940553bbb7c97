// The pictures of docs/benchmarks.md, drawn from the times of one run.

const WIDTH = 860;
const FONT = "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif";
const INK = "#24292f";
const FAINT = "#d0d7de";
const COLORS = ["#0969da", "#1a7f37", "#9a6700", "#8250df", "#cf222e", "#57606a"];

/** A bar: how many times as long as the empty program a command takes. */
export interface Bar {
  readonly name: string;
  readonly ratio: number;
  /** Which of the colors it has: one for each program. */
  readonly kind: number;
}

/** A line: the ratio of a command at each size of the vault. */
export interface Line {
  readonly name: string;
  readonly ratios: readonly number[];
}

/** Returns a picture of `bars`, longest time last as given. A screen reader reads `title`. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const [left, right, row, top] = [400, 60, 26, 46];
  const scale = (WIDTH - left - right) / Math.max(...bars.map(({ ratio }) => ratio));
  const height = top + bars.length * row + 16;
  const rows = bars.map(({ name, ratio, kind }, at) => {
    const y = top + at * row;
    const width = Math.max(2, ratio * scale);
    return text(left - 10, y + 14, name, "end") +
      `<rect x="${left}" y="${y + 2}" width="${width.toFixed(1)}" height="16" rx="2" fill="${
        COLORS[kind % COLORS.length]
      }"/>` + text(left + width + 6, y + 14, ratio.toFixed(2));
  });
  const one = (left + scale).toFixed(1);
  const floor = `<line x1="${one}" y1="${top - 6}" x2="${one}" y2="${
    height - 12
  }" stroke="${INK}" stroke-dasharray="3 3"/>`;
  return picture(title, height, [...rows, floor]);
}

/** Returns a picture of `lines` over the numbers of items `sizes`. Both axes are logarithmic. */
export function lineChart(title: string, sizes: readonly number[], lines: readonly Line[]): string {
  const [left, right, top, bottom, height] = [56, 330, 56, 48, 400];
  const highest = Math.max(2, ...lines.flatMap(({ ratios }) => ratios));
  const x = (size: number): number =>
    left +
    (WIDTH - left - right) * Math.log(size / sizes[0]!) / Math.log(sizes.at(-1)! / sizes[0]!);
  const y = (ratio: number): number =>
    height - bottom - (height - top - bottom) * Math.log(ratio) / Math.log(highest);
  const ticks = [1, 1.5, 2, 3, 5, 10, 20, 50, 100].filter((tick) => tick <= highest);
  const grid = ticks.map((tick) =>
    `<line x1="${left}" y1="${y(tick).toFixed(1)}" x2="${WIDTH - right}" y2="${
      y(tick).toFixed(1)
    }" stroke="${FAINT}"/>` + text(left - 8, y(tick) + 5, String(tick), "end")
  );
  const names = sizes.map((size) =>
    text(x(size), height - bottom + 22, `${size.toLocaleString("en")} items`, "middle")
  );
  const ends = spread(lines.map(({ ratios }) => y(ratios.at(-1)!)), 18);
  const drawn = lines.map(({ name, ratios }, at) => {
    const color = COLORS[at % COLORS.length];
    const points = ratios.map((ratio, size) =>
      `${x(sizes[size]!).toFixed(1)},${y(ratio).toFixed(1)}`
    );
    const label = text(WIDTH - right + 12, ends[at]! + 5, `${name}: ${ratios.at(-1)!.toFixed(2)}`);
    return `<polyline points="${
      points.join(" ")
    }" fill="none" stroke="${color}" stroke-width="2.5"/>` +
      label.replace("<text ", `<text fill="${color}" `);
  });
  return picture(title, height, [...grid, ...names, ...drawn]);
}

/** Returns `positions` moved apart, so that there are at least `distance` pixels between any two. */
function spread(positions: readonly number[], distance: number): number[] {
  const order = positions.map((at, index) => ({ at, index })).toSorted((a, b) => a.at - b.at);
  let lowest = -Infinity;
  const moved: number[] = [];
  for (const { at, index } of order) {
    lowest = moved[index] = Math.max(at, lowest + distance);
  }
  return moved;
}

function picture(title: string, height: number, inside: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" font-family="${FONT}" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>`,
    text(16, 26, title).replace("<text ", '<text font-weight="bold" '),
    ...inside,
    "</svg>",
    "",
  ].join("\n");
}

function text(x: number, y: number, content: string, anchor = "start"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${
    escaped(content)
  }</text>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
