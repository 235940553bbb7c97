import { runParser } from "@optique/core/facade";
import { formatMessage } from "@optique/core/message";
import type { Action, Command } from "./declare.ts";
import { complete } from "./complete.ts";
import { overview } from "./front.ts";
import { commandNames, loadCommand } from "./load_command.ts";
import { misread } from "./misread.ts";
import { parserOf } from "./parsers.ts";
import { readWords } from "./read_words.ts";
import { VERSION } from "./version.ts";
import { writeAll } from "./write_all.ts";

/**
 * Reads a command line and answers what to do; loads the one command that it names. Asking for help, the version or a
 * completion is such an answer too. Faults (64) when the words are no command line of ours, with the nearest one where
 * there is one.
 */
export async function parseCommandLine(words: readonly string[]): Promise<Action> {
  const [verb, ...rest] = words;
  if (verb === undefined || (verb === "help" && rest.length === 0)) {
    return async () =>
      writeAll(Deno.stdout, (await overview()).map((line) => `${line}\n`).join(""));
  }
  if (verb === "completion" && rest[0] !== undefined && !rest[0].startsWith("-")) {
    return (work) => complete(work, rest[0]!, rest.slice(1));
  }
  const named = await loadCommand(verb === "help" ? rest[0]! : verb);
  if (verb === "run") return explain(runHelp(words, named!), commandNames(named));
  const read = named === null || verb === "help" ? null : readWords(named, rest);
  return read ?? explain(words, commandNames(named));
}

function explain(words: readonly string[], commands: readonly Command[]): Action {
  const shown: Action = () => 0;
  // The library has a command help of its own, which takes the place of what is declared.
  const others = commands.filter(({ name }) => name !== "help");
  return runParser(parserOf(others, () => []), "opaws", words, {
    help: { option: { names: ["--help", "-h"] }, command: true, onShow: () => shown },
    version: { option: { names: ["--version", "-V"] }, value: VERSION, onShow: () => shown },
    colors: Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR") &&
      Deno.env.get("TERM") !== "dumb",
    aboveError: "none",
    stdout: (line) => writeAll(Deno.stdout, `${line}\n`),
    stderr: () => {},
    onError: (_status, error) => {
      throw misread(words, formatMessage(error, { colors: false, quotes: true }), commands);
    },
  });
}

/** `run` takes all words behind its options for another command's, `--help` too. */
function runHelp(words: readonly string[], run: Command): readonly string[] {
  const options = Object.values(run.options.parts).map(({ name }) => name);
  for (const word of words.slice(1)) {
    if (["--help", "-h"].includes(word)) return ["help", "run"];
    if (!word.startsWith("-") || word === "--") break;
    if (!options.includes(word.split("=")[0]!)) {
      throw misread(words, `unexpected option \`${word}\``, [run]);
    }
  }
  return words;
}
