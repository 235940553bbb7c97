import type { Command, CommandGroup, CommandTable, Parameter } from "./declare.ts";
import { shownCommands } from "./find_command.ts";

const COLUMNS = 80;
/** No term is padded further, so that a long one doesn't push all descriptions to the edge. */
const MAX_TERM = 26;

/** Makes a heading stand out. */
export type Heading = (text: string) => string;

/** Returns the first page: what opaws is, and its commands. */
export function overviewPage(table: CommandTable, heading: Heading): string {
  return page([
    ["opaws keeps AWS access keys encrypted and runs aws with the right one."],
    [`${heading("Usage:")} opaws COMMAND [OPTION...]`],
    entries([
      ...commandTerms(table),
      ["--help, -h", "Explain a command, after its name."],
      ["--version, -V", "Print the version."],
    ]),
    ["Start with: opaws init"],
  ]);
}

/** Returns the page of a group, with its commands. `path` is what the user types after `opaws`. */
export function groupPage(
  { brief, commands }: CommandGroup,
  path: readonly string[],
  heading: Heading,
): string {
  return page([
    wrap(brief, 0),
    [`${heading("Usage:")} opaws ${path.join(" ")} COMMAND [OPTION...]`],
    [heading("Commands:"), ...entries(commandTerms(commands))],
  ]);
}

/** Returns the page of a command. `path` is what the user types after `opaws`. */
export function commandPage(
  { help, parameters }: Command,
  brief: string,
  path: readonly string[],
  heading: Heading,
): string {
  const parts = Object.values(parameters.parameters);
  const isOption = ({ name }: Parameter<unknown>): boolean => name.startsWith("--");
  const args = parts.filter((part) => !isOption(part));
  const usage = ["opaws", ...path, "[OPTION...]", ...args.map(synopsis)].join(" ");
  const options: [string, string][] = [
    ...parts.filter(isOption).map((part): [string, string] => [
      part.metavar === undefined ? part.name : `${part.name} ${part.metavar}`,
      part.description,
    ]),
    ["--help, -h", "Print this page."],
  ];
  return page([
    wrap(brief, 0),
    [`${heading("Usage:")} ${usage}`],
    help.description === undefined ? [] : wrap(help.description, 0),
    args.length === 0 ? [] : [
      heading("Arguments:"),
      ...entries(args.map(({ name, description }) => [name, description])),
    ],
    [heading("Options:"), ...entries(options)],
    help.examples === undefined
      ? []
      : [heading("Examples:"), ...help.examples.map((line) => `  ${line}`)],
  ]);
}

/** Returns an argument as a line of usage shows it: `[TOOL...]`. */
export function synopsis({ kind, name, required }: Parameter<unknown>): string {
  if (kind === "rest" && required) return `[--] ${name} [ARG...]`;
  const many = kind === "rest" || kind === "argumentList" ? `${name}...` : name;
  return required ? many : `[${many}]`;
}

/** Breaks `text` at spaces into lines that fit in 80 columns after an indent. A longer word gets a line of its own. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function commandTerms(table: CommandTable): [string, string][] {
  return shownCommands(table).map(({ name, brief }) => [name, brief]);
}

/** Returns terms and their meanings in two columns. A term too long for its column gets a line of its own. */
function entries(terms: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(MAX_TERM, Math.max(...terms.map(([term]) => term.length)));
  return terms.flatMap(([term, meaning]) => {
    const lines = wrap(meaning, width + 4).map((line) => " ".repeat(width + 4) + line);
    if (term.length > width) return [`  ${term}`, ...lines];
    const first = `  ${term.padEnd(width)}  ${lines[0]!.trimStart()}`;
    return [first, ...lines.slice(1)];
  });
}

function page(paragraphs: readonly (readonly string[])[]): string {
  return paragraphs.filter(({ length }) => length > 0).map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}
