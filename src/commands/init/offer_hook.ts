import { addHookLines, detectShell, hookLine, startupFile } from "../../shell/startup_file.ts";
import { hookState } from "../../shell/hooked_tools.ts";
import { report } from "../../cli/output.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { askYesNo } from "../../cli/prompts.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * Ends `opaws init`: shows the line that the user's shell evaluates at its start and offers to put it into the startup
 * file. Says nothing when the shell has the hook for `tool` already. Faults (77) cancelled.
 */
export async function offerHook(context: CommandContext, tool: string): Promise<void> {
  if (hookState(context.host, tool) === "in place") return;
  const program = selfCommandForShell(context.host);
  const shell = detectShell(context.host);
  if (shell === null) {
    return report(
      `opaws: let your shell evaluate the hook at its start, for bash: ${
        hookLine("bash", program)
      }`,
    );
  }
  const path = startupFile(shell, context.host, context.paths);
  report(`opaws: so that plain ${tool} goes through opaws, ${shell} evaluates at its start:`);
  report(`  ${hookLine(shell, program)}`);
  const talk = { cannot: `add the hook to ${path}` };
  if (!await askYesNo(`Add this line to ${path}?`, talk, true)) return;
  const added = addHookLines(context.host, path, shell, program);
  report(`opaws: ${added ? "added to" : "already in"} ${path}; start a new shell`);
}
