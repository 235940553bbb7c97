import type { Surroundings } from "./surroundings.ts";
import type { Workplace } from "./workplace.ts";

/** What a command does once its words are understood; answers the exit status, 0 when it answers nothing. */
export type Action = (work: Workplace) => Promise<number | void> | number | void;

/** What stands where a word is expected, for completion; a list when only its words fit. */
export type Meaning = "tool" | "item" | "vault" | "profile" | "file" | readonly string[];

/**
 * One option or word of a command. A declaration is data alone, so that a command whose words are right starts without
 * the library that explains wrong ones.
 */
export interface Part<T> {
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
  readonly meaning: Meaning | null;
  /** The value of a choice that is not made. */
  readonly fallback?: string;
  /** Never there at run time: it carries the type of the answer. */
  readonly answers?: T;
}

/** The parts of a command by the names under which its action gets them; words in the order in which they come. */
export interface Options<T> {
  /** The parts. */
  readonly parts: Readonly<Record<string, Part<unknown>>>;
  /** Never there at run time: it carries the type of the answers. */
  readonly answers?: T;
}

/** What help says of a command. */
export interface CommandWords {
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
  readonly words: CommandWords;
  /** The options and words it takes; none for a group. */
  readonly options: Options<unknown>;
  /** Makes the action of the answers. */
  readonly act: ((answers: unknown) => Action) | null;
  /** The commands of a group; none for any other. */
  readonly commands: readonly Command[];
}

/** Declares a command: its name, its words for help, its options, and what it does with them. */
export function declare<T>(
  name: string,
  words: CommandWords,
  options: Options<T>,
  act: (options: T, work: Workplace) => ReturnType<Action>,
): Command {
  return {
    name,
    words,
    options,
    act: (answers) => (work) => act(answers as T, work),
    commands: [],
  };
}

/** A command that opens no vault, and so starts with less. */
export interface LightCommand extends Command {
  /** Makes the action of the answers. */
  readonly act: (answers: unknown) => (work: Surroundings) => ReturnType<Action>;
}

/** Declares a command that opens no vault; otherwise as {@linkcode declare}. */
export function declareLight<T>(
  name: string,
  words: CommandWords,
  options: Options<T>,
  act: (options: T, work: Surroundings) => ReturnType<Action>,
): LightCommand {
  return {
    name,
    words,
    options,
    act: (answers) => (work) => act(answers as T, work),
    commands: [],
  };
}

/** Declares a command that only groups others. */
export function group(name: string, words: CommandWords, commands: readonly Command[]): Command {
  return { name, words, options: { parts: {} }, act: null, commands };
}

/** The parts of a command, by name. */
export function object<P extends Readonly<Record<string, Part<unknown>>>>(
  parts: P,
): Options<{ readonly [K in keyof P]: P[K] extends Part<infer T> ? T : never }> {
  return { parts };
}

/** A switch that is off unless named. */
export function toggle(name: `--${string}`, description: string): Part<boolean> {
  return { kind: "toggle", name, description, required: false, meaning: null };
}

/** An option with a value; undefined when absent. What completion offers is `meaning`, else what `metavar` says. */
export function value(
  name: `--${string}`,
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<string | undefined> {
  return { kind: "value", name, metavar, description, required: false, meaning };
}

/** An option whose value is one of `all`; `fallback` when absent. */
export function choice<T extends string>(
  name: `--${string}`,
  metavar: string,
  all: readonly T[],
  fallback: T,
  description: string,
): Part<T> {
  return { kind: "choice", name, metavar, description, required: false, meaning: all, fallback };
}

/** An option with a value that may be repeated; all its values. Completion as {@linkcode value}. */
export function values(
  name: `--${string}`,
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<readonly string[]> {
  return { kind: "values", name, metavar, description, required: false, meaning };
}

/** A word that must be there; completion as {@linkcode value}. */
export function word(
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<string> {
  return { kind: "word", name: metavar, description, required: true, meaning };
}

/** A word that may be there; completion as {@linkcode value}. */
export function optionalWord(
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<string | undefined> {
  return { kind: "word", name: metavar, description, required: false, meaning };
}

/** Any number of words, none too; completion as {@linkcode value}. */
export function words(
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<readonly string[]> {
  return { kind: "words", name: metavar, description, required: false, meaning };
}

/** All words from here on, whatever they look like. */
export function rest(
  metavar: string,
  description: string,
  meaning: Meaning | null = meaningOf(metavar),
): Part<readonly string[]> {
  return { kind: "rest", name: metavar, description, required: false, meaning };
}

/** `--json`. */
export const json: Part<boolean> = toggle("--json", "Answer as JSON.");

/** `--vault NAME`. */
export const vault: Part<string | undefined> = value(
  "--vault",
  "NAME",
  "The vault to use, when you have several.",
  "vault",
);

/** `--password-stdin`. */
export const passwordStdin: Part<boolean> = toggle(
  "--password-stdin",
  "Read the vault's password from the first line of standard input.",
);

/** `--yes`. */
export const yes: Part<boolean> = toggle("--yes", "Do it without asking.");

function meaningOf(metavar: string): Meaning | null {
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
