import { findSimilar } from "@optique/core/suggestion";
import { Fault } from "../fault.ts";
import type { Command } from "./declare.ts";

/**
 * The fault (64) of words that are no command line of ours. `error` is the sentence of the library that read them; where
 * one of the words is near a command or an option, the fault asks whether that was meant.
 */
export function misread(
  words: readonly string[],
  error: string,
  commands: readonly Command[],
): Fault {
  const sentence = error.replace(/\s+/g, " ").trim().split(" Did you mean ")[0]!
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
  const { path, near } = reach(words, commands);
  return new Fault({
    exit: "usage",
    code: "usage",
    cannot: `read ${JSON.stringify(["opaws", ...words].slice(0, 3).join(" "))}`,
    because: near === null ? sentence : `${sentence}; did you mean \`${near}\`?`,
    try: ["opaws", ...path, "--help"].join(" "),
  });
}

/** How far `words` name commands, and what the first word that names nothing may have meant. */
function reach(
  words: readonly string[],
  commands: readonly Command[],
): { readonly path: string[]; readonly near: string | null } {
  const path: string[] = [];
  let known = commands;
  let last: Command | null = null;
  for (const word of words) {
    const next = known.find(({ name }) => name === word);
    if (next === undefined) break;
    path.push(word);
    last = next;
    known = next.commands;
  }
  const options = [
    ...Object.values(last?.options.parts ?? {}).map(({ name }) => name)
      .filter((name) => name.startsWith("--")),
    "--help",
  ];
  for (const word of words.slice(path.length)) {
    const name = word.split("=")[0]!;
    const all = name.startsWith("-") ? options : known.map(({ name }) => name);
    if (all.includes(name)) continue;
    const [near] = findSimilar(name, all, { maxSuggestions: 1 });
    if (near !== undefined) return { path, near };
    if (!name.startsWith("-") && known.length > 0) break;
  }
  return { path, near: null };
}
