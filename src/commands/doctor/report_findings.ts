import { withTilde } from "../../cli/output.ts";
import { plainText, type Span, type Style, type StyledLine } from "../../cli/styled_line.ts";
import { shorten } from "../../cli/table_output.ts";
import { wrapWords } from "../../cli/wrap_words.ts";
import { textWidth } from "../../text_width.ts";
import type { Finding } from "./finding.ts";

type State = Finding["state"];

/** How a report is printed. */
interface ReportOptions {
  /** Whether each good finding gets a line of its own. */
  readonly verbose: boolean;
  /** Whether marks are signs. Otherwise they are words, which scripts can search for. */
  readonly signs: boolean;
  /** How many cells a line may have. */
  readonly width: number;
}

const MARKS: Readonly<Record<State, { readonly sign: string; readonly style: Style }>> = {
  ok: { sign: "✓", style: "good" },
  fixed: { sign: "✓", style: "good" },
  note: { sign: "!", style: "note" },
  problem: { sign: "✗", style: "problem" },
};
/** From the best to the worst. */
const ORDER: readonly State[] = ["ok", "fixed", "note", "problem"];
const WORD_WIDTH = 7; // cells of the longest state, "problem"

/**
 * Returns the lines of a report. A good group is one line. Any other has a line for each finding that is not good, with the
 * command that fixes it, and one for all that are. A command is never broken into lines, so that it can be copied.
 */
export function reportLines(
  groups: readonly (readonly [string, readonly Finding[]])[],
  options: ReportOptions,
): StyledLine[] {
  const filled = groups.filter(([, findings]) => findings.length > 0);
  const nameWidth = Math.max(0, ...filled.map(([name]) => textWidth(name)));
  return filled.flatMap(([name, findings]): StyledLine[] => {
    const heading = (text: string): Span => ({ text, style: "heading" });
    const good = findings.filter(({ state }) => state === "ok");
    if (!options.verbose && good.length === findings.length) {
      return [goodLine(["", heading(name.padEnd(nameWidth))], good, options)];
    }
    const others = options.verbose ? findings : findings.filter(({ state }) => state !== "ok");
    return [
      [markOf(worstState(findings), options), "  ", heading(name)],
      ...others.flatMap((each) => findingLines(each, options)),
      ...(options.verbose || good.length === 0 ? [] : [goodLine(["  "], good, options)]),
    ];
  });
}

/** Returns the messages of `good` in one line, with the mark after the first part of `start`. */
function goodLine(
  [indent, ...start]: readonly [string, ...Span[]],
  good: readonly Finding[],
  options: ReportOptions,
): StyledLine {
  const before = [indent, markOf("ok", options), "  ", ...start.flatMap((part) => [part, "  "])];
  const room = options.width - textWidth(before.map(plainText).join(""));
  return [...before, shorten(withTilde(good.map(({ message }) => message).join("; ")), room)];
}

function worstState(findings: readonly Finding[]): State {
  return ORDER.findLast((state) => findings.some((each) => each.state === state)) ?? "ok";
}

function findingLines(
  { check, state, message, try: command }: Finding,
  options: ReportOptions,
): StyledLine[] {
  const mark = markOf(state, options);
  const indent = " ".repeat(4 + textWidth(mark.text));
  const text = withTilde(`${check}: ${message}`);
  const [first = "", ...rest] = wrapWords(text, options.width - indent.length);
  return [
    ["  ", mark, "  ", first],
    ...rest.map((line) => indent + line),
    ...(command === undefined ? [] : [`${indent}try: ${command}`]),
  ];
}

function markOf(state: State, { signs }: ReportOptions): Span {
  const { sign, style } = MARKS[state];
  return { text: signs ? sign : state.padEnd(WORD_WIDTH), style };
}
