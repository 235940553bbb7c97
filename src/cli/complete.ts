import literal from "../../shells/complete_literal.bash" with { type: "text" };
import * as completions from "@optique/core/completion";
import { suggest } from "@optique/core/parser";
import { UserError } from "../errors.ts";
import { COMPLETED_SHELLS } from "../commands/completion.ts";
import type { Command } from "./declare.ts";
import { type CompletionValues, parserOf } from "./parsers.ts";
import { writeAll } from "../fs/write_all.ts";

/**
 * `opaws completion SHELL` prints the script of the shell `name`; with words behind it, of which the last is the one
 * being typed, what may stand there by `commands` and `offers`, as the script reads it. Faults: 64 on a shell that has none.
 */
export function complete(
  commands: readonly Command[],
  offers: CompletionValues,
  name: string,
  typed: readonly string[],
): void {
  if (!COMPLETED_SHELLS.includes(name)) {
    throw new UserError({
      exit: "usage",
      code: "unknown-shell",
      cannot: `complete in ${JSON.stringify(name)}`,
      because: `there are completions for ${COMPLETED_SHELLS.join(", ")}`,
      try: "opaws completion --help",
    });
  }
  const shell = completions[name as keyof typeof completions];
  const [first, ...rest] = name === "bash" ? withoutQuotes(typed) : typed;
  if (first === undefined) {
    const made = shell.generateScript("opaws", ["completion", name]);
    const script = name === "bash" ? quoting(made) : made;
    return writeAll(Deno.stdout, script);
  }
  const parser = parserOf(commands, offers);
  const chunks = shell.encodeSuggestions(suggest(parser, [first, ...rest]));
  writeAll(Deno.stdout, [...chunks].join(""));
}

/**
 * The library's script for bash puts what is chosen into the line as it is, and a title may hold `$(...)`. This one
 * quotes it, as the quotes around the cursor ask for.
 */
function quoting(script: string): string {
  const asItIs = 'COMPREPLY+=("$line")';
  if (script.split(asItIs).length !== 2) throw new TypeError("the script for bash has changed");
  return script.replace(asItIs, () => literal.trim());
}

/** Bash hands over the word being typed with its open quote and its backslashes. */
function withoutQuotes(typed: readonly string[]): readonly string[] {
  return typed.map((word, at) =>
    at < typed.length - 1 ? word : word.replace(/^["']/, "").replace(/\\(.)/g, "$1")
  );
}
