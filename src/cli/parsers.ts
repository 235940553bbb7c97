import type { Parser } from "@optique/core/parser";
import { object, or } from "@optique/core/constructs";
import { map, multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, flag, option, passThrough } from "@optique/core/primitives";
import { lineBreak, type Message, text } from "@optique/core/message";
import { choice, string, type ValueParser } from "@optique/core/valueparser";
import type { Action, Command, Parameter, ValueKind } from "./declare.ts";

/** What completion may offer at a place: words, or the files that the shell sees. */
export type CompletionValues = (meaning: ValueKind) => readonly string[] | "files";

export type { Parser } from "@optique/core/parser";

/** The library's parser of one command; its value is the action to take. */
export type CommandParser = Parser<"sync", Action, unknown>;

/** The parser of exactly one of `commands`; `offers` says what completion knows. */
export function parserOf(commands: readonly Command[], offers: CompletionValues): CommandParser {
  const parsers = commands.map((each) => commandParser(each, offers));
  return parsers.length === 1
    ? parsers[0]!
    : (or as unknown as (...parsers: readonly CommandParser[]) => CommandParser)(...parsers);
}

function commandParser(declared: Command, offers: CompletionValues): CommandParser {
  const { name, help, run, commands } = declared;
  const inner = run === null
    ? parserOf(commands, offers)
    : map(answersParser(declared, offers), run);
  return command(name, inner, {
    brief: plain(help.brief),
    ...(help.description ? { description: plain(help.description) } : {}),
    ...(help.examples ? { footer: exampleLines(help.examples) } : {}),
  }) as CommandParser;
}

function answersParser(
  { parameters }: Command,
  offers: CompletionValues,
): Parser<"sync", unknown, unknown> {
  const parsers = Object.fromEntries(
    Object.entries(parameters.parameters).map(([key, part]) => [key, partParser(part, offers)]),
  );
  return object(parsers) as Parser<"sync", unknown, unknown>;
}

function partParser(
  part: Parameter<unknown>,
  offers: CompletionValues,
): Parser<"sync", unknown, unknown> {
  const words = { description: plain(part.description) };
  const text = (metavar: string): ValueParser<"sync", string> => valueOf(metavar, part, offers);
  switch (part.kind) {
    case "toggle":
      return withDefault(flag(part.name as `--${string}`, words), false);
    case "value":
      return optional(option(part.name as `--${string}`, text(part.metavar!), words));
    case "choice": {
      const all = part.valueKind as readonly string[];
      const one = option(
        part.name as `--${string}`,
        choice(all, { metavar: part.metavar as "X" }),
        words,
      );
      return withDefault(one, part.fallback!);
    }
    case "values":
      return multiple(option(part.name as `--${string}`, text(part.metavar!), words));
    case "word":
      return part.required
        ? argument(text(part.name), words)
        : optional(argument(text(part.name), words));
    case "words":
      return multiple(argument(text(part.name), words));
    case "rest":
      return passThrough({ format: "greedy", ...words });
  }
}

function valueOf(
  metavar: string,
  { valueKind }: Parameter<unknown>,
  offers: CompletionValues,
): ValueParser<"sync", string> {
  const plainText = string({ metavar: metavar as "X" });
  if (valueKind === null) return plainText;
  return {
    ...plainText,
    *suggest(prefix: string) {
      const found = offers(valueKind);
      if (found === "files") {
        yield { kind: "file", type: "any", pattern: prefix } as const;
        return;
      }
      for (const text of found) {
        if (text.startsWith(prefix)) yield { kind: "literal", text } as const;
      }
    },
  };
}

function plain(sentence: string): Message {
  return [text(sentence)];
}

function exampleLines(lines: readonly string[]): Message {
  return [text("Examples:"), ...lines.flatMap((line) => [lineBreak(), text(`  ${line}`)])];
}
