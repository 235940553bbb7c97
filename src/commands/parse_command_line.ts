import { CommandContext } from "../cli/context.ts";
import type { Action } from "../cli/declare.ts";
import { commandNames, loadCommand, loadCommands } from "./load_command.ts";
import { completionValues } from "./completion_values.ts";
import { readAction } from "../cli/read_arguments.ts";
import type { Host } from "../host.ts";

/** Runs the command line `args` and returns the exit status. Throws UserError for the caller to report. */
export async function commandLine(host: Host, args: readonly string[]): Promise<number> {
  const action = await parseCommandLine(args);
  const context = new CommandContext(host);
  try {
    return await action(context) ?? 0;
  } finally {
    context.wipe();
  }
}

/**
 * Reads a command line and answers what to do; loads the one command that it names, and the command-line library only to
 * explain or to complete. Asking for help, the version or a completion is such an answer too. Faults (64) when the words
 * are no command line of ours, with the nearest one where there is one.
 */
export async function parseCommandLine(words: readonly string[]): Promise<Action> {
  const [verb = "help", ...rest] = words;
  if (verb === "completion" && rest[0] !== undefined && !rest[0].startsWith("-")) {
    const [shell, ...typed] = rest as [string, ...string[]];
    return async (context) => {
      const { complete } = await import("../cli/complete.ts");
      complete(await loadCommands(), completionValues(context), shell, typed);
    };
  }
  const named = await loadCommand(verb === "help" ? rest[0]! : verb);
  const read = named === null || ["help", "run"].includes(verb) ? null : readAction(named, rest);
  if (read !== null) return read;
  const { explain } = await import("../cli/explain.ts");
  return explain(words, commandNames(named));
}
