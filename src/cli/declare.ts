import type { BaseContext } from "./base_context.ts";
import type { CommandContext } from "./context.ts";

/** What a command does once its words are understood; answers the exit status, 0 when it answers nothing. */
export type Action = (context: CommandContext) => Promise<number | void> | number | void;

/** What stands where a word is expected, for completion; a list when only its words fit. */
export type ValueKind = "tool" | "item" | "vault" | "profile" | "file" | readonly string[];

/**
 * One option or word of a command. A declaration is data alone, so that a command whose words are right starts without
 * the library that explains wrong ones.
 */
export interface Parameter<T> {
  /**
   * A switch, an option with a value, one with a value of a list, one that may be repeated, a word, any number of words,
   * or all that comes from here on.
   */
  readonly kind: "toggle" | "value" | "choice" | "values" | "word" | "words" | "rest";
  /** `--option`; for a word what it is called in help. */
  readonly name: string;
  /** What an option's value is called in help. */
  readonly metavar?: string;
  /** One sentence for help. */
  readonly description: string;
  /** Whether a word must be there. */
  readonly required: boolean;
  /** What stands there, where completion knows any. */
  readonly valueKind: ValueKind | null;
  /** The value of a choice that is not made. */
  readonly fallback?: string;
  /** Never there at run time: it carries the type of the answer. */
  readonly type?: T;
}

/** The parts of a command by the names under which its action gets them; words in the order in which they come. */
export interface Parameters<T> {
  /** The parts. */
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  /** Never there at run time: it carries the type of the answers. */
  readonly answers?: T;
}

/** What help says of a command. */
export interface CommandHelp {
  /** One sentence, shown in lists. */
  readonly brief: string;
  /** The rest, a paragraph. */
  readonly description?: string;
  /** Whole command lines, shown as examples. */
  readonly examples?: readonly string[];
}

/** The declaration of a command: either it does something or it groups others. */
export interface Command {
  /** What the user types. */
  readonly name: string;
  /** What help says. */
  readonly help: CommandHelp;
  /** The options and words it takes; none for a group. */
  readonly parameters: Parameters<unknown>;
  /** Makes the action of the answers. */
  readonly run: ((answers: unknown) => Action) | null;
  /** The commands of a group; none for any other. */
  readonly commands: readonly Command[];
}

/** Declares a command: its name, its words for help, its options, and what it does with them. */
export function declare<T>(
  name: string,
  help: CommandHelp,
  parameters: Parameters<T>,
  act: (options: T, context: CommandContext) => ReturnType<Action>,
): Command {
  return {
    name,
    help,
    parameters,
    run: (answers) => (context) => act(answers as T, context),
    commands: [],
  };
}

/** A command that opens no vault, and so starts with less. */
export interface LightCommand extends Command {
  /** Makes the action of the answers. */
  readonly run: (answers: unknown) => (context: BaseContext) => ReturnType<Action>;
}

/** Declares a command that opens no vault; otherwise as {@linkcode declare}. */
export function declareLight<T>(
  name: string,
  help: CommandHelp,
  parameters: Parameters<T>,
  act: (options: T, context: BaseContext) => ReturnType<Action>,
): LightCommand {
  return {
    name,
    help,
    parameters,
    run: (answers) => (context) => act(answers as T, context),
    commands: [],
  };
}

/** Declares a command that only groups others. */
export function group(name: string, help: CommandHelp, commands: readonly Command[]): Command {
  return { name, help, parameters: { parameters: {} }, run: null, commands };
}

/** The parts of a command, by name. */
export function parameters<P extends Readonly<Record<string, Parameter<unknown>>>>(
  parameters: P,
): Parameters<{ readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never }> {
  return { parameters };
}

/** A switch that is off unless named. */
export function flag(name: `--${string}`, description: string): Parameter<boolean> {
  return { kind: "toggle", name, description, required: false, valueKind: null };
}

/** An option with a value; undefined when absent. What completion offers is `meaning`, else what `metavar` says. */
export function option(
  name: `--${string}`,
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string | undefined> {
  return { kind: "value", name, metavar, description, required: false, valueKind };
}

/** An option whose value is one of `all`; `fallback` when absent. */
export function choiceOption<T extends string>(
  name: `--${string}`,
  metavar: string,
  all: readonly T[],
  fallback: T,
  description: string,
): Parameter<T> {
  return { kind: "choice", name, metavar, description, required: false, valueKind: all, fallback };
}

/** An option with a value that may be repeated; all its values. Completion as {@linkcode option}. */
export function optionList(
  name: `--${string}`,
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "values", name, metavar, description, required: false, valueKind };
}

/** A word that must be there; completion as {@linkcode option}. */
export function argument(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string> {
  return { kind: "word", name: metavar, description, required: true, valueKind };
}

/** A word that may be there; completion as {@linkcode option}. */
export function optionalArgument(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<string | undefined> {
  return { kind: "word", name: metavar, description, required: false, valueKind };
}

/** Any number of words, none too; completion as {@linkcode option}. */
export function argumentList(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "words", name: metavar, description, required: false, valueKind };
}

/** All words from here on, whatever they look like. */
export function restArguments(
  metavar: string,
  description: string,
  valueKind: ValueKind | null = valueKindOf(metavar),
): Parameter<readonly string[]> {
  return { kind: "rest", name: metavar, description, required: false, valueKind };
}

/** `--json`. */
export const jsonFlag: Parameter<boolean> = flag("--json", "Answer as JSON.");

/** `--vault NAME`. */
export const vaultOption: Parameter<string | undefined> = option(
  "--vault",
  "NAME",
  "The vault to use, when you have several.",
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
    case "FILE":
    case "DIR":
      return "file";
    case "SCOPE":
      return ["session", "directory", "global"];
    default:
      return null;
  }
}
