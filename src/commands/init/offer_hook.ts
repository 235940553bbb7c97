import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { askYesNo } from "../../cli/prompts.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { hookState } from "../../shell/hooked_tools.ts";
import { addHookLines, detectShell, hookLine, startupFile } from "../../shell/startup_file.ts";

/**
 * Offers to add the hook's line to the user's startup file, as the end of `opaws init`. Does nothing if this shell has
 * the hook for `tool` already.
 *
 * @throws UserError (77) if the user cancels.
 */
export async function offerHook(context: CommandContext, tool: string): Promise<void> {
  if (hookState(context.host, tool) === "in place") return;
  const program = selfCommandForShell(context.host);
  const shell = detectShell(context.host);
  if (shell === null) {
    return report(
      `opaws: add the hook to your shell's startup file, for bash: ${hookLine("bash", program)}`,
    );
  }
  const path = startupFile(shell, context.host, context.paths);
  report(`opaws: this line of your ${shell} startup file makes plain ${tool} go through opaws:`);
  report(`  ${hookLine(shell, program)}`);
  if (!await askYesNo(`Add this line to ${path}?`, { cannot: `add the hook to ${path}` }, true)) {
    return;
  }
  const added = addHookLines(context.host, path, shell, program);
  report(`opaws: ${added ? "added to" : "already in"} ${path}; start a new shell`);
}
