import { runParser } from "@optique/core/facade";
import { formatMessage } from "@optique/core/message";
import { readVariable } from "../host.ts";
import type { Action, Command } from "./declare.ts";
import { misread } from "./misread.ts";
import { parserOf } from "./parsers.ts";
import { VERSION } from "../version.ts";
import { writeAll } from "../fs/write_all.ts";
import { wrapHelp } from "./wrap_help.ts";

/**
 * Shows the help that `words` ask for, of the one of `commands` that they name. Faults (64) when they ask for none, with
 * what is wrong with them as a command line.
 */
export function explain(words: readonly string[], commands: readonly Command[]): Action {
  const shown: Action = () => 0;
  const asked = words[0] === "run" ? runHelp(words, commands) : words;
  // The library has a command help of its own, which takes the place of what is declared.
  const others = commands.filter(({ name }) => name !== "help");
  return runParser(parserOf(others, () => []), "opaws", asked, {
    help: { option: { names: ["--help", "-h"] }, command: true, onShow: () => shown },
    version: { option: { names: ["--version", "-V"] }, value: VERSION, onShow: () => shown },
    colors: Deno.stdout.isTerminal() && !readVariable("NO_COLOR") &&
      readVariable("TERM") !== "dumb",
    aboveError: "none",
    stdout: (page) => writeAll(Deno.stdout, `${wrapHelp(page)}\n`),
    stderr: () => {},
    onError: (_status, error) => {
      throw misread(words, formatMessage(error, { colors: false, quotes: true }), commands);
    },
  });
}

/** `run` takes all words behind its options for another command's, `--help` too. */
function runHelp(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const run = commands.find(({ name }) => name === "run")!;
  const options = Object.values(run.parameters.parameters).map(({ name }) => name);
  for (const word of words.slice(1)) {
    if (["--help", "-h"].includes(word)) return ["help", "run"];
    if (!word.startsWith("-") || word === "--") break;
    if (!options.includes(word.split("=")[0]!)) {
      throw misread(words, `unexpected option \`${word}\``, [run]);
    }
  }
  return words;
}
