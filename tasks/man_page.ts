import type { CommandEntry, CommandGroup, CommandTable, Parameter } from "../src/cli/declare.ts";
import { isGroup, shownCommands } from "../src/cli/find_command.ts";
import { synopsis } from "../src/cli/help.ts";

/** A man page: the name of its file and its text. */
export interface ManPage {
  /** `opaws-item-create.1`. */
  readonly file: string;
  /** In the man macros of roff, as man(7) has them. */
  readonly text: string;
}

/** Returns the pages of opaws and of every command and group in `table`. */
export async function manPages(table: CommandTable, version: string): Promise<ManPage[]> {
  const pages = shownCommands(table).map((node) => commandPages(node, ["opaws"], version));
  return [overviewPage(table, version), ...(await Promise.all(pages)).flat()];
}

/** The variables that opaws reads or sets, in the order of the page. */
const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["OPAWS_CONFIG_DIR", "The folder of settings and vaults, instead of ~/.config/opaws."],
  ["XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR", "Move the folders of that kind."],
  [
    "OPAWS_TOKEN, OPAWS_TOKEN_FILE",
    "A token, or a file that holds one. It opens items without a password.",
  ],
  [
    "OPAWS_VAULT_FILE, OPAWS_VAULT",
    "The vault of the token: the path of its file, or the whole file in base64.",
  ],
  ["OPAWS_ITEM", "The item to use if the token opens several."],
  [
    "OPAWS_ASKPASS, OPAWS_ASKPASS_REQUIRE",
    "A program that asks for the password, and when to use it, force or prefer. Both as for ssh.",
  ],
  [
    "OPAWS_NONINTERACTIVE, CI",
    "opaws asks nothing if the first is 1 or the second is true. OPAWS_NONINTERACTIVE=0 overrides CI.",
  ],
  ["OPAWS_SESSION", "Set by the hook: the identity of this terminal. Tools do not get it."],
  [
    "OPAWS_CHOSEN",
    "Set by opaws run for its tool if the user named the credentials: the id of their access key, or the address of their server.",
  ],
  ["OPAWS_USES", "Set with OPAWS_CHOSEN: the item's title and the profile, for a prompt to show."],
  ["OPAWS_VARIABLES", "The names of the variables that the item's own fields set."],
  [
    "OPAWS_PROVIDED",
    "Set by opaws run and opaws export: the region and settings that they set, as JSON, so that a later opaws can tell them from yours.",
  ],
  [
    "OPAWS_AWS_FILES",
    "Set by opaws run --server: which AWS files it replaced with copies, and with what they were before.",
  ],
  ["OPAWS_DEBUG", "1 shows where in opaws an error comes from. It shows no secret."],
  ["NO_COLOR", "If set, no bold text and no colors."],
  ["AWS_PROFILE, AWS_REGION, AWS_CONFIG_FILE, AWS_CA_BUNDLE, ...", "As for aws."],
];

function overviewPage(commands: CommandTable, version: string): ManPage {
  return page(
    ["opaws"],
    version,
    "keep AWS access keys encrypted and run aws with the right one",
    [
      ".SH SYNOPSIS",
      ".B opaws",
      ".I COMMAND",
      "[OPTION...]",
      ".SH DESCRIPTION",
      "opaws keeps AWS access keys in an encrypted file, decides which one belongs to this terminal and",
      "this directory, and runs aws, or another AWS tool, with only that key in its environment.",
      ".SH COMMANDS",
      ...listed(commands, ["opaws"]),
      ".SH EXIT STATUS",
      "The tool's own. opaws's are 64 (usage), 65 (damaged or tampered with), 66 (nothing selected or",
      "not found), 69 (not available), 70 (a bug), 73 (cannot create), 74 (input or output), 75 (busy), 77",
      "(denied), 78 (refused configuration), 79 (locked and no way to ask), 126 and 127 (not runnable,",
      "not found).",
      ".SH ENVIRONMENT",
      ...VARIABLES.flatMap(([name, meaning]) => entry(name, meaning)),
      ".SH FILES",
      ...entry("~/.config/opaws/config.json", "Settings and bindings; no secret in it."),
      ...entry("~/.config/opaws/vaults/", "The vaults, and the generations before."),
      ...entry("~/.local/state/opaws/", "The generations seen on this machine."),
    ],
  );
}

async function commandPages(
  node: CommandEntry | CommandGroup,
  before: readonly string[],
  version: string,
): Promise<ManPage[]> {
  const path = [...before, node.name];
  const body = isGroup(node) ? groupBody(node, path) : await commandBody(node, path);
  const own = page(path, version, lowerFirst(node.brief).replace(/\.$/, ""), [
    ...body,
    ".SH SEE ALSO",
    ...before.map((_, at) => `.BR ${escaped(before.slice(0, at + 1).join("-"))} (1)`),
  ]);
  const inner = isGroup(node) ? shownCommands(node.commands) : [];
  const pages = inner.map((each) => commandPages(each, path, version));
  return [own, ...(await Promise.all(pages)).flat()];
}

function groupBody({ brief, commands }: CommandGroup, path: readonly string[]): string[] {
  return [
    ".SH SYNOPSIS",
    `.B ${escaped(path.join(" "))}`,
    ".I COMMAND",
    "[OPTION...]",
    ".SH DESCRIPTION",
    text(brief),
    ".SH COMMANDS",
    ...listed(commands, path),
  ];
}

async function commandBody(
  { brief, load }: CommandEntry,
  path: readonly string[],
): Promise<string[]> {
  const { help, parameters } = await load();
  const parts = Object.values(parameters.parameters);
  const isOption = ({ name }: Parameter<unknown>): boolean => name.startsWith("--");
  const args = parts.filter((part) => !isOption(part));
  const term = ({ name, metavar }: Parameter<unknown>): string =>
    metavar === undefined ? name : `${name} ${metavar}`;
  return [
    ".SH SYNOPSIS",
    `.B ${escaped(path.join(" "))}`,
    ...parts.filter(isOption).map((part) => escaped(`[${term(part)}]`)),
    ...args.map((part) => escaped(synopsis(part))),
    ".SH DESCRIPTION",
    text(help.description ?? brief),
    ...(args.length > 0
      ? [".SH ARGUMENTS", ...args.flatMap((part) => entry(part.name, part.description))]
      : []),
    ".SH OPTIONS",
    ...parts.filter(isOption).flatMap((part) => entry(term(part), part.description)),
    ...entry("--help, -h", "Print the help."),
    ...(help.examples
      ? [".SH EXAMPLES", ".nf", ...help.examples.map((example) => text(example)), ".fi"]
      : []),
  ];
}

function page(
  path: readonly string[],
  version: string,
  brief: string,
  body: readonly string[],
): ManPage {
  const name = path.join("-");
  const head = [
    `.\\" Made by deno task man from the declarations in src/commands.`,
    `.TH ${name.toUpperCase()} 1 "" "opaws ${version}" "opaws"`,
    ".SH NAME",
    `${escaped(name)} \\- ${text(brief)}`,
  ];
  return { file: `${name}.1`, text: [...head, ...body, ""].join("\n") };
}

function listed(commands: CommandTable, path: readonly string[]): string[] {
  return shownCommands(commands).flatMap(({ name, brief }) => [
    ".TP",
    `.BR ${escaped([...path, name].join("-"))} (1)`,
    text(brief),
  ]);
}

function entry(term: string, description: string): string[] {
  return [".TP", `.B ${escaped(term)}`, text(description)];
}

/** A line of running text: no first character that roff would take for a request. */
function text(line: string): string {
  const clean = escaped(line);
  return /^[.']/.test(clean) ? `\\&${clean}` : clean;
}

/** groff_char(7): a backslash, and the characters that roff would otherwise replace by typographic ones. */
function escaped(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha").replaceAll("`", "\\(ga").replaceAll("'", "\\(aq");
}

function lowerFirst(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
