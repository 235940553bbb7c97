import type { Command, Parameter } from "../src/cli/declare.ts";

/** A man page: the name of its file and its text. */
export interface ManPage {
  /** `opaws-item-create.1`. */
  readonly file: string;
  /** In the man macros of roff, as man(7) has them. */
  readonly text: string;
}

/** The pages of opaws and of every one of `commands`, groups and what is in them; made of their declarations alone. */
export function manPages(commands: readonly Command[], version: string): ManPage[] {
  return [
    overviewPage(commands, version),
    ...commands.flatMap((command) => commandPages(command, ["opaws"], version)),
  ];
}

/** The variables that opaws heeds or sets, in the order of the page. */
const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["OPAWS_CONFIG_DIR", "The folder of settings and vaults, instead of ~/.config/opaws."],
  ["XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR", "Move the folders of that kind."],
  [
    "OPAWS_TOKEN, OPAWS_TOKEN_FILE",
    "A token, or the file with it, that opens an item without a password.",
  ],
  [
    "OPAWS_VAULT_FILE, OPAWS_VAULT",
    "The vault to use with the token: a file, or the whole of it in base64.",
  ],
  ["OPAWS_ITEM", "Which item, when the token opens several."],
  [
    "OPAWS_ASKPASS, OPAWS_ASKPASS_REQUIRE",
    "A program that asks for the password; force or prefer, when it is to be used, as for ssh.",
  ],
  [
    "OPAWS_NONINTERACTIVE, CI",
    "1, or true for CI: nobody is asked anything. OPAWS_NONINTERACTIVE=0 overrides CI.",
  ],
  ["OPAWS_SESSION", "Set by the hook: which terminal this is. No tool gets it."],
  [
    "OPAWS_CHOSEN",
    "Set by opaws run for what it starts when the user named the credentials: the id of their access key.",
  ],
  [
    "OPAWS_PROVIDED",
    "Set with it: the region and settings that opaws passed on, so that a later opaws can tell them from yours.",
  ],
  ["OPAWS_USES", "Set with it, for a prompt to show: the item's title and the profile."],
  ["OPAWS_DEBUG", "1 shows where a fault came from; no secret even then."],
  ["NO_COLOR", "No colours."],
  ["AWS_PROFILE, AWS_REGION, AWS_CONFIG_FILE, AWS_CA_BUNDLE, ...", "As for aws."],
];

function overviewPage(commands: readonly Command[], version: string): ManPage {
  return page(
    ["opaws"],
    version,
    "keep AWS access keys encrypted and become aws with the right one",
    [
      ".SH SYNOPSIS",
      ".B opaws",
      ".I COMMAND",
      "[OPTION...]",
      ".SH DESCRIPTION",
      "opaws keeps AWS access keys in an encrypted file, decides which one belongs to this terminal and",
      "this directory, and becomes aws, or another AWS tool, with just that key in its environment.",
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

function commandPages(command: Command, before: readonly string[], version: string): ManPage[] {
  const path = [...before, command.name];
  const { help, parameters, commands } = command;
  const parts = Object.values(parameters.parameters);
  const named = parts.filter(({ name }) => name.startsWith("--"));
  const paths = parts.filter(({ name }) => !name.startsWith("--"));
  const own = page(path, version, lowerFirst(help.brief).replace(/\.$/, ""), [
    ".SH SYNOPSIS",
    `.B ${escaped(path.join(" "))}`,
    ...(commands.length > 0
      ? [".I COMMAND", "[OPTION...]"]
      : parts.map((part) => escaped(synopsis(part)))),
    ".SH DESCRIPTION",
    text(help.description ?? help.brief),
    ...(commands.length > 0 ? [".SH COMMANDS", ...listed(commands, path)] : []),
    ...(paths.length > 0
      ? [".SH WORDS", ...paths.flatMap((part) => entry(part.name, part.description))]
      : []),
    ...(commands.length > 0 ? [] : [
      ".SH OPTIONS",
      ...named.flatMap((part) =>
        entry([part.name, part.metavar].filter(Boolean).join(" "), part.description)
      ),
      ...entry("--help", "Explains the command."),
    ]),
    ...(help.examples
      ? [".SH EXAMPLES", ".nf", ...help.examples.map((example) => text(example)), ".fi"]
      : []),
    ".SH SEE ALSO",
    ...before.map((_, at) => `.BR ${escaped(before.slice(0, at + 1).join("-"))} (1)`),
  ]);
  return [own, ...commands.flatMap((inner) => commandPages(inner, path, version))];
}

function page(
  path: readonly string[],
  version: string,
  brief: string,
  body: readonly string[],
): ManPage {
  const name = path.join("-");
  const head = [
    `.\\" Made by deno task man from the declarations in src/cli/commands.`,
    `.TH ${name.toUpperCase()} 1 "" "opaws ${version}" "opaws"`,
    ".SH NAME",
    `${escaped(name)} \\- ${text(brief)}`,
  ];
  return { file: `${name}.1`, text: [...head, ...body, ""].join("\n") };
}

function listed(commands: readonly Command[], path: readonly string[]): string[] {
  return commands.flatMap(({ name, help }) => [
    ".TP",
    `.BR ${escaped([...path, name].join("-"))} (1)`,
    text(help.brief),
  ]);
}

function synopsis({ kind, name, metavar, required }: Parameter<unknown>): string {
  const word = metavar === undefined ? name : `${name} ${metavar}`;
  return kind === "rest" || kind === "words" ? `[${name}...]` : required ? word : `[${word}]`;
}

function entry(term: string, description: string): string[] {
  return [".TP", `.B ${escaped(term)}`, text(description)];
}

/** A line of running text: no first character that roff would take for a request. */
function text(line: string): string {
  const clean = escaped(line);
  return /^[.']/.test(clean) ? `\\&${clean}` : clean;
}

/** groff_char(7): a backslash, and the signs that a terminal would otherwise get as typographic ones. */
function escaped(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha").replaceAll("`", "\\(ga").replaceAll("'", "\\(aq");
}

function lowerFirst(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
