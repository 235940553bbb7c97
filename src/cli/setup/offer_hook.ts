import { addHookLines, detectShell, hookLine, startupFile } from "../../shell/startup_file.ts";
import { hookState } from "./hook_state.ts";
import { tell } from "../output/output.ts";
import { ownProgram } from "./own_program.ts";
import { askYes } from "../ask/talk.ts";
import type { Workplace } from "../workplace.ts";

/**
 * Ends `opaws init`: shows the line that the user's shell evaluates at its start and offers to put it into the startup
 * file. Says nothing when the shell has the hook for `tool` already. Faults (77) cancelled.
 */
export async function offerHook(work: Workplace, tool: string): Promise<void> {
  if (hookState(work.host, tool) === "in place") return;
  const program = ownProgram(work.host);
  const shell = detectShell(work.host);
  if (shell === null) {
    return tell(
      `opaws: let your shell evaluate the hook at its start, for bash: ${
        hookLine("bash", program)
      }`,
    );
  }
  const path = startupFile(shell, work.host, work.places);
  tell(`opaws: so that plain ${tool} goes through opaws, ${shell} evaluates at its start:`);
  tell(`  ${hookLine(shell, program)}`);
  const talk = { cannot: `add the hook to ${path}` };
  if (!await askYes(`Add this line to ${path}?`, talk, true)) return;
  const added = addHookLines(work.host, path, shell, program);
  tell(`opaws: ${added ? "added to" : "already in"} ${path}; start a new shell`);
}
