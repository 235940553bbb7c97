import type { Action, Command } from "./declare.ts";

/**
 * Reads the words after the name of `command`, as long as they are plainly right; answers null for all others (asking for
 * help, mistakes, `--`, values that look like options), which the library behind `parseCommandLine` reads and explains.
 * Where it answers, it answers as that does.
 */
export function readAction(command: Command, words: readonly string[]): Action | null {
  if (command.run === null) {
    const inner = command.commands.find(({ name }) => name === words[0]);
    return inner === undefined ? null : readAction(inner, words.slice(1));
  }
  const answers = readArguments(command, words);
  return answers === null ? null : command.run(answers);
}

/** The answers to the parts of `command`, which is no group; null as {@linkcode readAction}. */
export function readArguments(
  command: Command,
  words: readonly string[],
): Record<string, unknown> | null {
  const parts = Object.entries(command.parameters.parameters);
  if (parts.some(([, { kind }]) => ["rest", "words", "values"].includes(kind))) return null;
  const answers: Record<string, unknown> = {};
  for (const [key, { kind, fallback }] of parts) {
    answers[key] = kind === "toggle" ? false : fallback;
  }
  const positional = parts.filter(([, part]) => part.kind === "word");
  const seen = new Set<string>();
  let place = 0;
  for (let at = 0; at < words.length; at++) {
    const text = words[at]!;
    if (!text.startsWith("-")) {
      const next = positional[place++];
      if (next === undefined || text === "") return null;
      answers[next[0]] = text;
      continue;
    }
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    const found = parts.find(([, part]) => part.kind !== "word" && part.name === name);
    if (found === undefined || seen.has(name)) return null;
    seen.add(name);
    const [key, part] = found;
    if (part.kind === "toggle") {
      if (equals >= 0) return null;
      answers[key] = true;
      continue;
    }
    const given = equals < 0 ? words[++at] : text.slice(equals + 1);
    if (given === undefined || given === "" || given.startsWith("-")) return null;
    if (part.kind === "choice" && !part.valueKind!.includes(given)) return null;
    answers[key] = given;
  }
  return positional.slice(place).some(([, part]) => part.required) ? null : answers;
}
