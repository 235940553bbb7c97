import { barChart, lineChart } from "./chart.ts";
import type { Timing } from "./measure.ts";
import { type MeasuredSection, ratioOf } from "./section.ts";
import { GROWING, RUN_NAME, VAULTS } from "./sections.ts";
import { markdownTable, table } from "./table.ts";

/** What one run of the benchmark measured. */
export interface Results {
  /** The sections with a table each, in the order of the documentation. */
  readonly sections: readonly MeasuredSection[];
  /** The section whose bars are drawn: the tools next to each other. */
  readonly peers: MeasuredSection;
  /** One section for each vault. */
  readonly growth: readonly MeasuredSection[];
  /** Starting zsh; null if it is not installed. */
  readonly shell: readonly Timing[] | null;
}

const BOUND = Object.keys(GROWING)[0]!;

/** Returns the tables of `results` as Markdown. */
export function tables({ sections, growth, shell }: Results): string {
  return [
    ...sections.map((section) =>
      `### ${section.title}\n\n${table(section.timings, section.peaks)}`
    ),
    `### Growth with the vault\n\n${growthTable(growth)}`,
    ...shell === null ? [] : [`### Starting zsh\n\n${shellTable(shell)}`],
  ].join("\n\n") + "\n";
}

/** Returns the pictures of `results` by the name of the file. */
export function pictures({ peers, growth }: Results): Readonly<Record<string, string>> {
  const kinds = [/^an empty/, /^env/, /^aws-vault/, /^granted/];
  const bars = peers.timings.map(({ name }) => {
    const found = kinds.findIndex((kind) => kind.test(name));
    return { name, ratio: ratioOf(peers, name), kind: found < 0 ? 0 : 5 - found };
  });
  const counted = growth.slice(0, 3);
  const lines = Object.keys(GROWING).map((name) => ({
    name,
    ratios: counted.map((section) => ratioOf(section, name)),
  }));
  const sizes = VAULTS.slice(0, 3).map(({ items }) => items);
  return {
    "benchmark-peers.svg": barChart(
      "The processor's work, as a multiple of an empty Deno program",
      bars,
    ),
    "benchmark-growth.svg": lineChart(
      "The processor's work by the size of the vault, as a multiple of an empty Deno program",
      sizes,
      lines,
    ),
  };
}

/** Returns the rows that the limits are about, with their ratios; for the person who runs it. */
export function summary(results: Results): string {
  const run = ratioOf(results.peers, RUN_NAME);
  return `opaws run -- true takes ${run.toFixed(2)} times the work of an empty Deno program.`;
}

function growthTable(growth: readonly MeasuredSection[]): string {
  const rows = Object.keys(GROWING).map((name) => [
    name,
    ...growth.map((section) => ratioOf(section, name).toFixed(2)),
  ]);
  const relative = Object.keys(GROWING).slice(1).map((name) => [
    `${name}, to opaws run`,
    ...growth.map((section) => (ratioOf(section, name) / ratioOf(section, BOUND)).toFixed(2)),
  ]);
  return markdownTable(["ratio of the processor's work", ...growth.map(({ title }) => title)], [
    ...rows,
    ...relative,
  ]);
}

function shellTable(timings: readonly Timing[]): string {
  const [bare] = timings;
  const over = (value: number, base: number): string => `${(value - base).toFixed(1)} ms`;
  return markdownTable(
    ["shell", "median", "fastest", "fastest, over a bare zsh", "processor, over a bare zsh"],
    timings.map(({ name, median, minimum, processor }) => [
      name,
      `${median.toFixed(1)} ms`,
      `${minimum.toFixed(1)} ms`,
      over(minimum, bare!.minimum),
      over(processor, bare!.processor),
    ]),
  );
}
