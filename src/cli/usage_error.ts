import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { Command, CommandTable } from "./declare.ts";
import { findCommand, shownCommands } from "./find_command.ts";
import type { Mistake } from "./parse.ts";
import { mayHoldSecret, nearest } from "./suggest.ts";

/** What other programs call a command of opaws: aws-vault, 1Password's `op`, and shells. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  add: ["item", "create"],
  exec: ["run"],
  import: ["item", "import"],
  login: ["unlock"],
  ls: ["item", "list"],
  plugin: ["init"],
  remove: ["item", "delete"],
  rm: ["item", "delete"],
  rotate: ["item", "rotate"],
  signin: ["unlock"],
  signout: ["lock"],
  version: ["--version"],
};

/** The names under which other programs take a password or another secret. */
const PASSWORD_OPTION = /^-p$|^--(pw|pwd|.*pass.*)$/;
const SECRET_OPTION = /^--.*(secret|token|key|code).*$/;

/**
 * Returns the error (64) about a command line whose first arguments name no command of `table`. Its cause suggests the
 * nearest command, the one that another program gives this name, or `run` for one of `tools`.
 */
export function unknownCommandError(
  args: readonly string[],
  table: CommandTable,
  tools: readonly string[],
): UserError {
  const { path, commands } = findCommand(table, args);
  const names = shownCommands(commands).map(({ name }) => name);
  const [typed = "", ...rest] = args.slice(path.length);
  const help = `opaws ${[...path, "--help"].join(" ")}`;
  const shownPath = /^[A-Za-z][A-Za-z-]{0,23}$/.test(typed) ? [...path, typed] : path;
  if (path.length === 0 && tools.includes(typed)) {
    const line = commandLine(["run", "--", typed], rest);
    return usageError([typed], `\`${typed}\` is a tool, not a command of opaws`, line);
  }
  const meant = path.length === 0 ? meantElsewhere(typed, rest, names) : null;
  if (meant !== null) {
    const cause = `there is no such command; did you mean \`${meant.name}\`?`;
    return usageError(shownPath, cause, meant.line);
  }
  if (typed === "" || typed === "--") {
    const cause = path.length === 0
      ? "a command is missing"
      : `it needs one of ${names.join(", ")}`;
    return usageError(path, cause, help);
  }
  if (typed.startsWith("-")) {
    return usageError(
      path,
      `${optionText(typed) ?? "an option"} has to come after a command`,
      help,
    );
  }
  const near = nearest(typed, names);
  if (near === null) return usageError(shownPath, "there is no such command", help);
  const cause = `there is no such command; did you mean \`${near}\`?`;
  return usageError(shownPath, cause, commandLine([...path, near], rest));
}

/** Returns the command for a command line that another program would understand; null if none would. */
function meantElsewhere(
  typed: string,
  rest: readonly string[],
  names: readonly string[],
): { readonly name: string; readonly line: string } | null {
  const [second, third] = rest;
  if (typed === "--" && second !== undefined) {
    return { name: "run", line: commandLine(["run", "--"], rest) };
  }
  if (typed === "plugin" && names.includes(second ?? "")) {
    return { name: second!, line: commandLine([second!], rest.slice(1)) };
  }
  if (typed === "exec" && third === "--" && !second!.startsWith("-") && !mayHoldSecret(rest)) {
    const line = commandLine(["run", "--profile", shellWord(second!)], rest.slice(1));
    return { name: "run --profile", line };
  }
  const words = Object.hasOwn(OTHER_NAMES, typed) ? OTHER_NAMES[typed]! : null;
  if (words === null) return null;
  const needsMore = words[0] === "run" && second !== "--";
  return {
    name: words.join(" "),
    line: needsMore ? "opaws run --help" : commandLine(words, rest),
  };
}

/** Returns the command line to try: `words`, and `rest` unless that may contain a secret. */
function commandLine(words: readonly string[], rest: readonly string[]): string {
  const shown = mayHoldSecret(rest) ? [] : rest.map(shellWord);
  return ["opaws", ...words, ...shown].join(" ");
}

/** Returns an option as an error shows it: without its value. Null if a secret could be part of the name. */
function optionText(typed: string): string | null {
  const name = /^-[A-Za-z](?=[^-])/.exec(typed)?.[0] ?? typed.split("=")[0]!;
  return /^--?[A-Za-z][A-Za-z-]{0,30}$/.test(name) ? `\`${name}\`` : null;
}

/** Returns the error (64) about `mistake` in the arguments of `command`, whose name is `path`. */
export function wrongArguments(
  path: readonly string[],
  command: Command,
  mistake: Mistake,
): UserError {
  const help = `opaws ${[...path, "--help"].join(" ")}`;
  switch (mistake.kind) {
    case "unknown-option":
      return unknownOption(path, command, mistake.name);
    case "missing-value":
      return usageError(path, `\`${mistake.name}\` needs ${mistake.metavar}`, help);
    case "empty-value":
      return usageError(path, `\`${mistake.name}\` is empty`, help);
    case "needless-value":
      return usageError(path, `\`${mistake.name}\` takes no value`, help);
    case "repeated-option":
      return usageError(path, `\`${mistake.name}\` is given twice`, help);
    case "wrong-choice":
      return usageError(
        path,
        `\`${mistake.name}\` has to be one of ${mistake.choices.join(", ")}`,
        help,
      );
    case "missing-argument":
      return usageError(path, `${mistake.name} is missing`, command.help.examples?.[0] ?? help);
    case "secret-value":
      return usageError(
        path,
        `${
          mistake.name ?? "an argument"
        } looks like a secret, and other programs can read the command line; opaws asks for secrets`,
        exampleWith("--stdin", path, command, true),
      );
    case "extra-argument":
      return usageError(path, tooMany(mistake.max), help);
  }
}

function unknownOption(path: readonly string[], command: Command, typed: string): UserError {
  const options = Object.values(command.parameters.parameters)
    .map(({ name }) => name).filter((name) => name.startsWith("--"));
  const fromStdin = PASSWORD_OPTION.test(typed)
    ? "--password-stdin"
    : SECRET_OPTION.test(typed)
    ? "--stdin"
    : "";
  if (options.includes(fromStdin)) {
    const cause =
      "a secret is never an option, because other programs can read the command line; opaws asks for it";
    return usageError(path, cause, exampleWith(fromStdin, path, command));
  }
  const near = nearest(typed, [...options, "--help"]);
  const cause = near === null ? "" : `; did you mean \`${near}\`?`;
  const help = `opaws ${[...path, "--help"].join(" ")}`;
  const option = optionText(typed);
  const what = option === null ? "such option" : `option ${option}`;
  return usageError(path, `there is no ${what}${cause}`, help);
}

/** Returns an example of `command` with `option`; without it if there is none and it is `optional`. */
function exampleWith(
  option: string,
  path: readonly string[],
  { help }: Command,
  optional = false,
): string {
  const examples = help.examples?.filter((example) => example.startsWith("opaws ")) ?? [];
  return examples.find((example) => example.includes(option)) ??
    `${examples[0] ?? ["opaws", ...path].join(" ")}${optional ? "" : ` ${option}`}`;
}

function tooMany(max: number): string {
  if (max === 0) return "it takes no arguments";
  return max === 1 ? "it takes one argument" : `it takes at most ${max} arguments`;
}

function usageError(path: readonly string[], because: string, tryCommand: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `run ${JSON.stringify(["opaws", ...path].join(" "))}`,
    because,
    try: tryCommand,
  });
}
