import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { askYesNo } from "../../cli/prompts.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { writeAll } from "../../fs/write_all.ts";
import { hookState } from "../../shell/hooked_tools.ts";
import {
  addHookLines,
  detectShell,
  hasHook,
  hookLine,
  startupFile,
} from "../../shell/startup_file.ts";

/**
 * Makes plain `tool` go through opaws, as the end of `opaws init`: offers to add the hook's line to the user's startup
 * file, unless it is there, and says what this shell needs. Does nothing if this shell has the hook for `tool` already.
 *
 * @throws Cancelled (77).
 */
export async function offerHook(context: CommandContext, tool: string): Promise<void> {
  if (hookState(context.host, tool) === "in place") return;
  const program = selfCommandForShell(context.host);
  const shell = detectShell(context.host);
  if (shell === null) {
    report("opaws: add the hook to the startup file of your shell; for bash it is this line:");
    return reportCode(hookLine("bash", program));
  }
  const line = hookLine(shell, program);
  const path = startupFile(shell, context.host, context.paths);
  if (hasHook(path, shell)) {
    report(`opaws: the hook is in ${path}; for this shell, open a new terminal or run:`);
    return reportCode(line);
  }
  report(`opaws: this line makes plain ${tool} go through opaws:`);
  reportCode(line);
  if (!await askYesNo(`Add it to ${path}?`, { cannot: `add the hook to ${path}` }, true)) return;
  addHookLines(context.host, path, shell, program);
  report(`opaws: added to ${path}; for this shell, open a new terminal or run:`);
  reportCode(line);
}

/** Prints a line to paste, as it is. */
function reportCode(line: string): void {
  writeAll(Deno.stderr, `  ${line}\n`);
}
