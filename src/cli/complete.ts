import * as completions from "@optique/core/completion";
import { suggest } from "@optique/core/parser";
import { Fault } from "../fault.ts";
import { COMPLETED_SHELLS } from "./commands/completion.ts";
import { loadCommands } from "./load_command.ts";
import { offersOf } from "./offers.ts";
import { parserOf } from "./parsers.ts";
import type { Workplace } from "./workplace.ts";
import { writeAll } from "./write_all.ts";

/**
 * `opaws completion SHELL` prints the script; with words behind it, of which the last is the one being typed, what may
 * stand there, as the script reads it. Faults: 64 on a shell that has none.
 */
export async function complete(
  work: Workplace,
  name: string,
  typed: readonly string[],
): Promise<void> {
  if (!COMPLETED_SHELLS.includes(name)) {
    throw new Fault({
      exit: "usage",
      code: "unknown-shell",
      cannot: `complete in ${JSON.stringify(name)}`,
      because: `there are completions for ${COMPLETED_SHELLS.join(", ")}`,
      try: "opaws completion --help",
    });
  }
  const shell = completions[name as keyof typeof completions];
  const [first, ...rest] = typed;
  if (first === undefined) {
    return writeAll(Deno.stdout, shell.generateScript("opaws", ["completion", name]));
  }
  const parser = parserOf(await loadCommands(), offersOf(work));
  const chunks = shell.encodeSuggestions(suggest(parser, [first, ...rest]));
  writeAll(Deno.stdout, [...chunks].join(""));
}
