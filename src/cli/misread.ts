import { findSimilar } from "@optique/core/suggestion";
import { UserError } from "../errors.ts";
import { TOOLS } from "../tools/table.ts";
import type { Command } from "./declare.ts";

/** What others call what opaws has too: aws-vault's commands, 1Password's, and those of shells. */
const CALLED_ELSEWHERE: Readonly<Record<string, string>> = {
  add: "item create",
  exec: "run",
  import: "item import",
  login: "unlock",
  ls: "item list",
  plugin: "init",
  remove: "item delete",
  rm: "item delete",
  rotate: "item rotate",
  signin: "unlock",
  signout: "lock",
  version: "--version",
};

/**
 * The fault (64) of words that are no command line of ours. `error` is the sentence of the library that read them; where
 * one of the words is near a command or an option, is another program's word for it, or is a tool, the fault says so.
 */
export function misread(
  words: readonly string[],
  error: string,
  commands: readonly Command[],
): UserError {
  const { path, last, near } = reach(words, commands);
  const tool = path.length === 0 && TOOLS.some(({ name }) => name === words[0]);
  const missing = path.length === words.length && last !== null && last.commands.length > 0;
  const cause = tool
    ? `\`${words[0]}\` is a tool, no command of opaws`
    : missing
    ? `it needs one of ${last.commands.map(({ name }) => name).join(", ")}`
    : sentenceOf(error);
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `read ${JSON.stringify(["opaws", ...words].slice(0, 3).join(" "))}`,
    because: near === null ? cause : `${cause}; did you mean \`${near}\`?`,
    // Its arguments are left out: a fault never shows what could be a secret.
    try: tool ? `opaws run -- ${words[0]}` : ["opaws", ...path, "--help"].join(" "),
  });
}

/** The library's sentence as opaws words its causes: lower case, no full stop, and what is missing by its name alone. */
function sentenceOf(error: string): string {
  return error.replace(/\s+/g, " ").trim().split(" Did you mean ")[0]!
    .replace(/^Expected an? `([^`]+)`, but too few arguments\.?$/, "$1 is not given")
    .replace(/^(`[^`]+` )?requires? (an? )?`([^`]+)`\.?$/, "$1needs $3")
    .replace(/(^|: )([A-Z])(?=[a-z])/g, (_all, before, letter) => before + letter.toLowerCase())
    .replace(/\.$/, "");
}

/** How far `words` name commands, and what the first word that names nothing may have meant. */
function reach(
  words: readonly string[],
  commands: readonly Command[],
): { readonly path: string[]; readonly last: Command | null; readonly near: string | null } {
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
  return { path, last, near: nearest(words, path.length, last, known) };
}

function nearest(
  words: readonly string[],
  named: number,
  last: Command | null,
  known: readonly Command[],
): string | null {
  const first = words[0];
  if (named === 0 && first !== undefined) {
    const second = known.find(({ name }) => name === words[1])?.name;
    if (first === "plugin" && second !== undefined) return second;
    if (Object.hasOwn(CALLED_ELSEWHERE, first)) return CALLED_ELSEWHERE[first]!;
    if (TOOLS.some(({ name }) => name === first)) return null;
  }
  const options = [
    ...Object.values(last?.parameters.parameters ?? {}).map(({ name }) => name)
      .filter((name) => name.startsWith("--")),
    "--help",
  ];
  for (const word of words.slice(named)) {
    const name = word.split("=")[0]!;
    const all = name.startsWith("-") ? options : known.map(({ name }) => name);
    if (all.includes(name)) continue;
    const [near] = findSimilar(name, all, { maxSuggestions: 1 });
    if (near !== undefined) return near;
    if (!name.startsWith("-") && known.length > 0) break;
  }
  return null;
}
