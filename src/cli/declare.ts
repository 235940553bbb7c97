import type { Parser } from "@optique/core/parser";
import { or } from "@optique/core/constructs";
import { map, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, flag, option } from "@optique/core/primitives";
import { lineBreak, type Message, text } from "@optique/core/message";
import { string } from "@optique/core/valueparser";
import type { Workplace } from "./workplace.ts";

export type { Parser } from "@optique/core/parser";

/** What a command does once its words are understood; answers the exit status, 0 when it answers nothing. */
export type Action = (work: Workplace) => Promise<number | void> | number | void;

/** The parser of one command; its value is the action to take. */
export type CommandParser = Parser<"sync", Action, unknown>;

/** What help says of a command. */
export interface CommandWords {
  /** One sentence, shown in lists. */
  readonly brief: string;
  /** The rest, a paragraph. */
  readonly description?: string;
  /** Whole command lines, shown as examples. */
  readonly examples?: readonly string[];
}

/** Declares a command: its name, its words for help, its options, and what it does with them. */
export function declare<T>(
  name: string,
  words: CommandWords,
  options: Parser<"sync", T, unknown>,
  act: (options: T, work: Workplace) => ReturnType<Action>,
): CommandParser {
  const parser = map(options, (chosen: T): Action => (work) => act(chosen, work));
  return command(name, parser, {
    brief: plain(words.brief),
    description: plain(words.description ?? words.brief),
    ...(words.examples ? { footer: exampleLines(words.examples) } : {}),
  }) as CommandParser;
}

/** Declares a command that only groups others. */
export function group(
  name: string,
  words: CommandWords,
  commands: readonly CommandParser[],
): CommandParser {
  return command(name, oneOf(commands), {
    brief: plain(words.brief),
    description: plain(words.description ?? words.brief),
  }) as CommandParser;
}

/** A parser of exactly one of `commands`. */
export function oneOf(commands: readonly CommandParser[]): CommandParser {
  return (or as unknown as (...parsers: readonly CommandParser[]) => CommandParser)(...commands);
}

/** A switch that is off unless named. */
export function toggle(name: `--${string}`, description: string): Parser<"sync", boolean, unknown> {
  return withDefault(flag(name, { description: plain(description) }), false);
}

/** An option with a value; undefined when absent. */
export function value(
  name: `--${string}`,
  metavar: string,
  description: string,
): Parser<"sync", string | undefined, unknown> {
  return optional(
    option(name, string({ metavar: metavar as "X" }), { description: plain(description) }),
  );
}

/** A word that must be there. */
export function word(metavar: string, description: string): Parser<"sync", string, unknown> {
  return argument(string({ metavar: metavar as "X" }), { description: plain(description) });
}

/** A word that may be there. */
export function optionalWord(
  metavar: string,
  description: string,
): Parser<"sync", string | undefined, unknown> {
  return optional(word(metavar, description));
}

/** `--json`. */
export const json: Parser<"sync", boolean, unknown> = toggle("--json", "Answer as JSON.");

/** `--vault NAME`. */
export const vault: Parser<"sync", string | undefined, unknown> = value(
  "--vault",
  "NAME",
  "The vault to use, when you have several.",
);

/** `--password-stdin`. */
export const passwordStdin: Parser<"sync", boolean, unknown> = toggle(
  "--password-stdin",
  "Read the vault's password from the first line of standard input.",
);

/** `--yes`. */
export const yes: Parser<"sync", boolean, unknown> = toggle("--yes", "Do it without asking.");

function plain(sentence: string): Message {
  return [text(sentence)];
}

function exampleLines(lines: readonly string[]): Message {
  return [text("Examples:"), ...lines.flatMap((line) => [lineBreak(), text(`  ${line}`)])];
}
