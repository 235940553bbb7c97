import type { BaseContext } from "./base_context.ts";
import type { CommandContext } from "./context.ts";

/** The exit status of a command; nothing for 0. */
type Status = Promise<number | void> | number | void;

/** What completion offers for a value: names of a kind, paths, or the listed texts. */
export type ValueKind =
  | "tool"
  | "item"
  | "vault"
  | "sharedVault"
  | "vaultWithRemote"
  | "profile"
  | "session"
  | "member"
  | "choice"
  | "setting"
  | "command"
  | "file"
  | "directory"
  | readonly string[];

/** An option or argument of a command. It is data: parsing, help, man pages and completion are made from it. */
export interface Parameter<T> {
  /** An option without a value, with one, with one of a list, or repeatable; an argument, or several, or all the rest. */
  readonly kind:
    | "flag"
    | "option"
    | "choice"
    | "optionList"
    | "argument"
    | "argumentList"
    | "rest";
  /** `--option`, or an argument's name in help. */
  readonly name: string;
  /** The name of an option's value in help. */
  readonly metavar?: string;
  /** One sentence for help. */
  readonly description: string;
  /** Whether an argument is required. */
  readonly required: boolean;
  /** What completion offers; null for nothing. */
  readonly valueKind: ValueKind | null;
  /** The value of a choice that is left out. */
  readonly fallback?: string;
  /** Never set: it carries the type of the value. */
  readonly type?: T;
}

/** The parameters of a command by the keys under which its action gets their values, arguments in their order. */
export interface Parameters<T> {
  /** The parameters. */
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  /** Never set: it carries the type of the values. */
  readonly values?: T;
}

/** What the help of a command says besides its line in the table of commands. */
interface CommandHelp {
  /** A paragraph. */
  readonly description?: string;
  /** Whole command lines; the first one is the simplest. */
  readonly examples?: readonly string[];
}

/** The declaration of a command. Its name and its line in lists are in the table of commands. */
export type Command = CommandParts & (FullRun | LightRun);

interface CommandParts {
  /** What help says. */
  readonly help: CommandHelp;
  /** The options and arguments it takes. */
  readonly parameters: Parameters<unknown>;
  /** Whether `tokensOf` splits its arguments, which needs no module of Node's. */
  readonly ownTokens?: boolean;
}

interface FullRun {
  readonly light: false;
  /** Runs the command with these values of its parameters. */
  readonly run: (values: unknown, context: CommandContext) => Status;
}

interface LightRun {
  /** Whether it opens no vault, and so starts without all that unlocking needs. */
  readonly light: true;
  /** Runs the command with these values of its parameters. */
  readonly run: (values: unknown, context: BaseContext) => Status;
}

/** A command in the table of commands. */
export interface CommandEntry {
  /** What the user types. */
  readonly name: string;
  /** One sentence for lists and the first line of help. */
  readonly brief: string;
  /** Loads the declaration. */
  readonly load: () => Promise<Command>;
  /** Whether help, man pages and completion leave it out. */
  readonly hidden?: boolean;
}

/** A group of commands in the table of commands. */
export interface CommandGroup {
  /** What the user types before the name of the command. */
  readonly name: string;
  /** One sentence for lists and the first line of help. */
  readonly brief: string;
  /** Its commands, in the order of help. */
  readonly commands: CommandTable;
}

/** Commands and groups of commands, in the order of help. */
export type CommandTable = readonly (CommandEntry | CommandGroup)[];

/** Declares a command: its help, its parameters, and what it does with their values. */
export function declare<T>(
  help: CommandHelp,
  parameters: Parameters<T>,
  act: (options: T, context: CommandContext) => Status,
): Command {
  return { help, parameters, light: false, run: (values, context) => act(values as T, context) };
}

/** Declares a command as {@linkcode declare} does, which starts without loading a module of Node's to split its arguments. */
export function declareQuick<T>(
  help: CommandHelp,
  parameters: Parameters<T>,
  act: (options: T, context: CommandContext) => Status,
): Command {
  return { ...declare(help, parameters, act), ownTokens: true };
}

/**
 * Declares a command that opens no vault. It starts in two thirds of the time; `opaws which` and `opaws list` have to be
 * fast enough for a prompt.
 */
export function declareLight<T>(
  help: CommandHelp,
  parameters: Parameters<T>,
  act: (options: T, context: BaseContext) => Status,
): Command {
  return { help, parameters, light: true, run: (values, context) => act(values as T, context) };
}

/** Returns the parameters of a command by name. */
export function parameters<P extends Readonly<Record<string, Parameter<unknown>>>>(
  parameters: P,
): Parameters<{ readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never }> {
  return { parameters };
}

/** Declares an option without a value; false unless given. */
export function flag(name: `--${string}`, description: string): Parameter<boolean> {
  return { kind: "flag", name, description, required: false, valueKind: null };
}

/** Declares an option with a value; undefined unless given. Completion offers what `metavar` names, unless `valueKind` is given. */
export function option(
  name: `--${string}`,
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string | undefined> {
  return { kind: "option", name, metavar, description, required: false, valueKind };
}

/** Declares an option whose value is one of `all`; `fallback` unless given. */
export function choiceOption<T extends string>(
  name: `--${string}`,
  metavar: string,
  all: readonly T[],
  fallback: T,
  description: string,
): Parameter<T> {
  return { kind: "choice", name, metavar, description, required: false, valueKind: all, fallback };
}

/** Declares an option with a value that may be repeated. Completion as {@linkcode option}. */
export function optionList(
  name: `--${string}`,
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "optionList", name, metavar, description, required: false, valueKind };
}

/** Declares a required argument. Completion as {@linkcode option}. */
export function argument(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string> {
  return { kind: "argument", name: metavar, description, required: true, valueKind };
}

/** Declares an argument that may be left out. Completion as {@linkcode option}. */
export function optionalArgument(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string | undefined> {
  return { kind: "argument", name: metavar, description, required: false, valueKind };
}

/** Declares any number of arguments, also none. Completion as {@linkcode option}. */
export function argumentList(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "argumentList", name: metavar, description, required: false, valueKind };
}

/** Declares that all arguments from the first one or from `--` on are taken as they are, even those that begin with `-`. */
export function restArguments(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "rest", name: metavar, description, required: false, valueKind };
}

/** `--json`. */
export const jsonFlag: Parameter<boolean> = flag("--json", "Print JSON.");

/** `--vault NAME`. */
export const vaultOption: Parameter<string | undefined> = option(
  "--vault",
  "NAME",
  "The vault to use, if you have several.",
  "vault",
);

/** `--password-stdin`. */
export const passwordStdinFlag: Parameter<boolean> = flag(
  "--password-stdin",
  "Read the vault's password from the first line of standard input.",
);

/** `--yes`. */
export const yesFlag: Parameter<boolean> = flag("--yes", "Do it without asking.");

function valueKindOf(metavar: string): ValueKind | null {
  switch (metavar) {
    case "TOOL":
      return "tool";
    case "ITEM":
      return "item";
    case "VAULT":
      return "vault";
    case "PROFILE":
      return "profile";
    case "SESSION":
      return "session";
    case "MEMBER":
      return "member";
    case "FILE":
      return "file";
    case "DIR":
      return "directory";
    case "SCOPE":
      return ["session", "directory", "global"];
    default:
      return null;
  }
}
