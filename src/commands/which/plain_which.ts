import { print, withTilde } from "../../cli/output.ts";
import { readPlainConfig } from "../../credentials/plain/plain_config.ts";
import { plainPlan } from "../../credentials/plain/plain_plan.ts";
import { planLines } from "../../credentials/plan_lines.ts";
import { findPlainProgram } from "../../exec/plain_program.ts";
import { findPaths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { hookState } from "../../shell/hook_state.ts";
import { linuxSession } from "../../unlock/linux_session.ts";
import { programLine, shellNotes } from "./which_lines.ts";

/**
 * Runs `opaws which TOOL` in the plain case of `plainPlan`, and returns its exit status. Returns null in any other case, and
 * if anything is wrong: the full command then starts over.
 */
export async function plainWhich(host: Host, args: readonly string[]): Promise<number | null> {
  const [tool, ...rest] = args;
  if (host.platform !== "linux" || rest.length > 0 || !/^[\w.+][\w.+-]*$/.test(tool ?? "")) {
    return null;
  }
  const lines = await plainLines(host, tool!).catch(() => null);
  if (lines === null) return null;
  print(...lines.map(withTilde));
  return 0;
}

async function plainLines(host: Host, tool: string): Promise<string[] | null> {
  const paths = findPaths(host);
  const config = readPlainConfig(paths);
  const file = findPlainProgram(tool, host.env("PATH") ?? "", `${paths.state}/shims`);
  const terminal = linuxSession();
  if (config === null || Object.hasOwn(config.tools, tool) || !file || !terminal) return null;
  const plan = await plainPlan(host, paths, config, terminal.id, tool);
  return plan && [
    programLine(tool, file),
    ...planLines(plan, tool),
    ...shellNotes(tool, hookState(host, tool)),
  ];
}
