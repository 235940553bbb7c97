import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { askYesNo } from "../../cli/prompts.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { writeAll } from "../../fs/write_all.ts";
import type { Shell } from "../../quote.ts";
import { hookFile, hookFileLine } from "../../shell/hook_file.ts";
import { hookState } from "../../shell/hook_state.ts";
import {
  detectShell,
  hookLine,
  isNushell,
  startupFile,
  startupHook,
} from "../../shell/startup_file.ts";
import { installHook } from "../hook/save_hook.ts";

/**
 * Makes plain `tool` go through opaws, as the end of `opaws init`: offers to add the hook's line to the user's startup
 * file, unless it is there, and says what this shell needs. Offers to replace a line that starts opaws in each new shell.
 *
 * @throws Cancelled (77).
 */
export async function offerHook(context: CommandContext, tool: string): Promise<void> {
  const isInPlace = hookState(context.host, tool) === "in place";
  const program = selfCommandForShell(context.host);
  const shell = detectShell(context.host);
  if (shell === null) {
    if (isInPlace) return;
    if (isNushell(context.host)) {
      report("opaws: this command saves the hook where Nushell reads it:");
      return reportCode([...program, "hook --install nu"].join(" "));
    }
    report("opaws: add the hook to the startup file of your shell; for bash it is this line:");
    return reportCode(hookLine("bash", program));
  }
  const line = hookLine(shell, program);
  const path = startupFile(shell, context.host, context.paths);
  const kind = startupHook(path, shell);
  if (kind === "evaluated") await offerFile(context, shell, path);
  if (isInPlace) return;
  if (kind !== "none") {
    report(`opaws: the hook is in ${path}; for this shell, open a new terminal or run:`);
    return reportCode(line);
  }
  report(`opaws: this line makes plain ${tool} go through opaws:`);
  const { host, paths } = context;
  reportCode(hookFileLine(shell, program, hookFile(shell, host, paths), paths.home));
  if (!await askYesNo(`Add it to ${path}?`, { cannot: `add the hook to ${path}` }, true)) return;
  await installHook(host, paths, shell, path);
  report(`opaws: added to ${path}; for this shell, open a new terminal or run:`);
  reportCode(line);
}

/** Offers to replace the line that starts opaws in each new shell by one that reads the saved hook. */
async function offerFile(
  { host, paths }: CommandContext,
  shell: Shell,
  path: string,
): Promise<void> {
  report(
    `opaws: the hook's line in ${path} starts opaws in each new shell; reading a file is faster`,
  );
  const cannot = { cannot: `change the hook's line in ${path}` };
  if (!await askYesNo("Replace the line?", cannot, true)) return;
  await installHook(host, paths, shell, path);
  report(`opaws: new shells read the hook from ${hookFile(shell, host, paths)}`);
}

/** Prints a line to paste, as it is. */
function reportCode(line: string): void {
  writeAll(Deno.stderr, `  ${line}\n`);
}
