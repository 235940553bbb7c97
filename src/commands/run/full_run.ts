import { getCredentials } from "../../credentials/get_credentials.ts";
import type { CredentialsResult } from "../../credentials/context.ts";
import type { PlanRequest } from "../../credentials/request.ts";
import { currentEnvironment } from "../../credentials/environment_records.ts";
import { toolArguments, toolEnvironment } from "../../credentials/tool_environment.ts";
import { argumentBytes } from "../../exec/arguments.ts";
import { become } from "../../exec/become.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { programName } from "../../exec/find_program.ts";
import { restoreStart } from "../../exec/own_variables.ts";
import { wholeChange } from "../../exec/whole_change.ts";
import { realProgram } from "../../exec/shims.ts";
import { UserError } from "../../errors.ts";
import { findPaths, type Paths } from "../../fs/paths.ts";
import { writeAll } from "../../fs/write_all.ts";
import { readableLine } from "../../home_path.ts";
import type { Host } from "../../host.ts";
import type { Config } from "../../scope/config.ts";
import { readConfig } from "../../scope/config_file.ts";
import { trustedFolders } from "../../scope/settings.ts";
import { findTool, unlistedTool } from "../../tools/table.ts";
import { linuxSession } from "../../unlock/linux_session.ts";
import { credentialsContext } from "../credentials_context.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Does what `opaws run` does in every case: makes the plan, gets the credentials, changes the environment and becomes the
 * tool, or starts it with a server. `args` are the arguments of `opaws run`. On Windows and with a server, returns the exit
 * status of the tool.
 *
 * @throws UserError 126 or 127 if the program cannot be run or found; and as the steps do.
 */
export async function fullRun(
  host: Host,
  invocation: Invocation,
  args: readonly string[],
): Promise<number> {
  const paths = findPaths(host);
  const config = readConfig(paths);
  const name = programName(invocation.command, host.platform);
  const request: PlanRequest = {
    tool: findTool(name, config.tools) ?? unlistedTool(name),
    args: invocation.args,
    options: invocation,
  };
  const file = await findCommand(host, paths, config, invocation, args);
  const variables = new Set<string>();
  const traced: Host = { ...host, env: (each) => host.env((variables.add(each), each)) };
  const context = credentialsContext(host, paths, config, traced);
  if (invocation.served) await restartWithoutTlsVariables(host);
  const result = await getCredentials(request, context);
  const isRepeatable = host.platform === "linux" && !invocation.served;
  if (isRepeatable && result.kind === "provided" && result.cached) {
    const { writeShortcut } = await import("../../credentials/shortcut/write_shortcut.ts");
    const system = linuxSession()?.id ?? null;
    const terminal = context.terminal?.id === system ? system : null;
    await writeShortcut({ host, paths, config, terminal, request, result, variables });
  }
  if (invocation.verbose) {
    writeAll(Deno.stderr, `${readableLine(`opaws: ${describe(result)}`, host)}\n`);
  }
  const warning = result.kind === "provided" ? result.plan.handover.warning : null;
  if (warning !== null) writeAll(Deno.stderr, `${readableLine(`opaws: ${warning}`, host)}\n`);
  let change = toolEnvironment(result, currentEnvironment(host));
  if (host.env("OPAWS_AWS_FILES")) {
    change = (await import("../../credentials/restore_files.ts")).restoreFiles(
      change,
      result,
      host,
    );
  }
  const offset = Deno.args.length - args.length + invocation.offset;
  const bytes = argumentBytes(Deno.args, invocation.args, offset);
  const toolArgs = toolArguments(result, request).map((each) =>
    typeof each === "string" ? new TextEncoder().encode(each) : bytes[each]!
  );
  const program = { file, name: invocation.command, args: toolArgs };
  const whole = wholeChange(host, change);
  if (invocation.served && result.kind === "provided") {
    const { runWithServer } = await import("./with_server.ts");
    return await runWithServer(program, whole, result, context);
  }
  restoreStart();
  return await become(program, whole);
}

/** Returns the program to run. Throws UserError as {@linkcode realProgram} does, with more about a command of the shell. */
async function findCommand(
  host: Host,
  paths: Paths,
  config: Config,
  { command, args, offset }: Invocation,
  all: readonly string[],
): Promise<string> {
  try {
    return realProgram(host, paths, command, trustedFolders(config));
  } catch (error) {
    if (!(error instanceof UserError) || error.exit !== "commandNotFound") throw error;
    const { notAProgram } = await import("./not_a_program.ts");
    throw notAProgram(error, host, all.slice(0, offset - 1), [command, ...args]);
  }
}

function describe(result: CredentialsResult): string {
  const tool = result.plan.tool.name;
  if (result.kind === "provided") return `gives ${tool} ${result.summary}`;
  const { plan } = result;
  if (plan.kind === "none") return `starts ${tool} unchanged: these arguments need no credentials`;
  const profile = plan.profile === null ? "this" : `profile "${plan.profile.name}"`;
  return `leaves ${profile} to ${tool}: ${plan.reason}`;
}
