import { getCredentials } from "../credentials/get_credentials.ts";
import type { CredentialsResult } from "../credentials/context.ts";
import type { PlanRequest } from "../credentials/request.ts";
import {
  currentEnvironment,
  toolArguments,
  toolEnvironment,
} from "../credentials/tool_environment.ts";
import { argumentBytes } from "../exec/arguments.ts";
import { become } from "../exec/become.ts";
import { restartWithoutTlsVariables, withheldVariables } from "../exec/clean_restart.ts";
import { programName } from "../exec/find_program.ts";
import { restoreStart, SECRET_VARIABLES, START_VARIABLES } from "../exec/own_variables.ts";
import { realProgram } from "../exec/shims.ts";
import { UserError } from "../errors.ts";
import { findPaths, type Paths } from "../fs/paths.ts";
import { writeAll } from "../fs/write_all.ts";
import { readableLine } from "../home_path.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { readConfig } from "../scope/config_file.ts";
import { trustedFolders } from "../scope/settings.ts";
import { findTool, unlistedTool } from "../tools/table.ts";
import { credentialsContext } from "./credentials_context.ts";
import type { Invocation } from "./run/invocation.ts";

/**
 * Runs `opaws run`: reads the invocation, makes the plan, gets the credentials, changes the environment and becomes the
 * tool. Returns null if `args` ask for help or are wrong. On Windows, returns the exit status of the tool. Elsewhere the
 * tool replaces this process.
 *
 * @throws UserError 126 or 127 if the program cannot be run or found; and as the steps do.
 */
export async function run(host: Host, args: readonly string[]): Promise<number | null> {
  const invocation = readPlainInvocation(args) ??
    (await import("./run/invocation.ts")).readInvocation(args);
  if (invocation === null) return null;
  const paths = findPaths(host);
  const config = readConfig(paths);
  const name = programName(invocation.command, host.platform);
  const request: PlanRequest = {
    tool: findTool(name, config.tools) ?? unlistedTool(name),
    args: invocation.args,
    options: invocation,
  };
  const file = await findCommand(host, paths, config, invocation, args);
  const context = credentialsContext(host, paths, config);
  if (invocation.served) await restartWithoutTlsVariables(host);
  const result = await getCredentials(request, context);
  if (invocation.verbose) {
    writeAll(Deno.stderr, `${readableLine(`opaws: ${describe(result)}`, host)}\n`);
  }
  const warning = result.kind === "provided" ? result.plan.handover.warning : null;
  if (warning !== null) writeAll(Deno.stderr, `${readableLine(`opaws: ${warning}`, host)}\n`);
  let change = toolEnvironment(result, currentEnvironment(host));
  if (host.env("OPAWS_AWS_FILES")) {
    change = (await import("../credentials/restore_files.ts")).restoreFiles(change, result, host);
  }
  const offset = Deno.args.length - args.length + invocation.offset;
  const bytes = argumentBytes(Deno.args, invocation.args, offset);
  const toolArgs = toolArguments(result, request).map((each) =>
    typeof each === "string" ? new TextEncoder().encode(each) : bytes[each]!
  );
  const withheld = withheldVariables(host);
  const program = { file, name: invocation.command, args: toolArgs };
  const unset = [...withheld.unset, ...SECRET_VARIABLES, ...START_VARIABLES];
  const whole = { set: { ...withheld.set, ...change.set }, unset: [...change.unset, ...unset] };
  if (invocation.served && result.kind === "provided") {
    const { runWithServer } = await import("./run/with_server.ts");
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
    const { notAProgram } = await import("./run/not_a_program.ts");
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

/**
 * Reads `[--server] [--] COMMAND [ARG...]`, the forms that hooks, shims and long runs use, without the parser and the declarations: those take 2%
 * of the time of a run. Returns null for every other form.
 */
export function readPlainInvocation(args: readonly string[]): Invocation | null {
  const first = args[0] === "--server" ? 1 : 0;
  const at = args[first] === "--" ? first + 1 : first;
  const command = args[at];
  if (!command || (at === first && command.startsWith("-"))) return null;
  const options = { noSession: false, fresh: false, webIdentity: false, verbose: false };
  return { ...options, served: first === 1, command, args: args.slice(at + 1), offset: at + 1 };
}
