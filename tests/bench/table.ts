import type { Timing } from "./measure.ts";

/**
 * Formats `timings` as a Markdown table: the work of the processor, the fastest run, the median, the ratio of each to that of the
 * first, and the peak memory if `peaks` (MiB, by name) has it.
 */
export function table(timings: readonly Timing[], peaks: ReadonlyMap<string, number>): string {
  const [first] = timings;
  const rows = timings.map(({ name, median, minimum, processor }) => [
    name,
    milliseconds(processor),
    (processor / first!.processor).toFixed(2),
    milliseconds(minimum),
    (minimum / first!.minimum).toFixed(2),
    milliseconds(median),
    (median / first!.median).toFixed(2),
    ...(peaks.size > 0 ? [peaks.has(name) ? `${peaks.get(name)!.toFixed(0)} MiB` : ""] : []),
  ]);
  const memory = peaks.size > 0 ? ["peak memory"] : [];
  return markdownTable(
    [
      ...["command", "processor", "ratio", "fastest", "ratio", "median", "ratio"],
      ...memory,
    ],
    rows,
  );
}

/** Formats `rows` under `head` as a Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]!.length))
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
