import { print, withTilde } from "../../cli/output.ts";
import { readPlainConfig } from "../../credentials/plain/plain_config.ts";
import { type PlainPlan, plainPlan } from "../../credentials/plain/plain_plan.ts";
import { planLines } from "../../credentials/plan_lines.ts";
import { findPlainProgram } from "../../exec/plain_program.ts";
import { findPaths, type Paths } from "../../fs/paths.ts";
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
    ...planLines(plan, tool, await linesAbout(paths, plan.source)),
    ...shellNotes(tool, hookState(host, tool)),
  ];
}

/** Returns the lines about the vault of the item. Only a file at version 2 can be shared, and only such a file is parsed. */
async function linesAbout(paths: Paths, source: PlainPlan["source"]): Promise<string[]> {
  if (source.by !== "scope" || !isAtVersion2(`${paths.vaults}/${source.binding.vault}.json`)) {
    return [];
  }
  const { sharedVaultOf, variableLines } = await import("../../credentials/variable_lines.ts");
  return variableLines(sharedVaultOf(paths, source));
}

/** Reports whether the file at `path` ends as opaws ends a vault at version 2; false if it cannot be read. */
function isAtVersion2(path: string): boolean {
  try {
    using file = Deno.openSync(path);
    const end = new Uint8Array(4);
    file.seekSync(-end.length, Deno.SeekMode.End);
    return file.readSync(end) === end.length && new TextDecoder().decode(end) === ":2}\n";
  } catch {
    return false;
  }
}
