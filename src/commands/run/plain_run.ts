import type { EnvironmentChange, Program } from "../../exec/become.ts";
import type { Credentials } from "../../aws/credentials.ts";
import { plainCredentials } from "../../credentials/plain/plain_credentials.ts";
import { readPlainConfig } from "../../credentials/plain/plain_config.ts";
import { plainPlan } from "../../credentials/plain/plain_plan.ts";
import { provision } from "../../credentials/provision.ts";
import {
  CHOSEN_VARIABLE,
  currentEnvironment,
  USES_VARIABLE,
} from "../../credentials/environment_records.ts";
import { findPlainProgram } from "../../exec/plain_program.ts";
import { argumentBytes } from "../../exec/arguments.ts";
import { isPath } from "../../fs/path.ts";
import { findPaths, type Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import type { Config } from "../../scope/config.ts";
import { LISTED_TOOLS } from "../../tools/listed_tools.ts";
import { globalOption } from "../../tools/aws_options.ts";
import { awsNeedsAuth } from "../../tools/aws_needs_auth.ts";
import { linuxSession } from "../../unlock/linux_session.ts";
import type { Invocation } from "./invocation.ts";

/** What `opaws run` becomes. */
interface PreparedRun {
  readonly program: Program;
  /**
   * The change to the environment, without what every run removes from it; or a function that returns it after a request to
   * AWS, and throws as `getCredentials` does.
   */
  readonly change: EnvironmentChange | (() => Promise<EnvironmentChange>);
}

/**
 * Returns the program to become and the change to its environment in the plain case of `plainPlan`, and if a
 * shortcut leads to a cached session; null in any other case, and if anything is wrong. `all` are the arguments of this process. Changes nothing but the idle time of the
 * vault, so that `run` can start over.
 */
export async function plainRun(
  host: Host,
  invocation: Invocation,
  all: readonly string[],
): Promise<PreparedRun | null> {
  const { command, args } = invocation;
  try {
    if (host.platform !== "linux") return null;
    const paths = findPaths(host);
    const config = readPlainConfig(paths);
    if (config === null || !await passesAll(command, args, config)) return null;
    const file = findPlainProgram(command, host.env("PATH") ?? "", `${paths.state}/shims`) ??
      await findAnyProgram(host, paths, command);
    const terminal = linuxSession()?.id;
    if (terminal === undefined) return null;
    const change = await plainChange(host, paths, config, terminal, invocation);
    return change && {
      program: { file, name: command, args: argumentBytes(all, args, all.length - args.length) },
      change,
    };
  } catch {
    return null; // The other path meets the same error and reports it.
  }
}

/** Returns the change to the environment: with a bound or named item's key, or else with the session that a shortcut leads to. */
async function plainChange(
  host: Host,
  paths: Paths,
  config: Config,
  terminal: string,
  { command, item, profile }: Invocation,
): Promise<PreparedRun["change"] | null> {
  const environment = currentEnvironment(host);
  const plan = profile === undefined
    ? await plainPlan(host, paths, config, terminal, command, item)
    : null;
  const found = plan && await plainCredentials(host, paths, plan, terminal);
  if (plan !== null && found !== null) {
    const toolRegion = plan.handover.region;
    const change = provision({ ...found, toolRegion, profile: null, settings: {}, environment });
    return plan.isChosen
      ? await withChoice(change, true, found.title)
      : { set: change.set, unset: [...change.unset, CHOSEN_VARIABLE, USES_VARIABLE] };
  }
  if (item !== undefined) return null;
  const { followShortcut } = await import("../../credentials/shortcut/follow_shortcut.ts");
  const search = { host, paths, config, terminal, tool: command, profile };
  const followed = await followShortcut(search);
  if (followed === null) return null;
  const { credentials, isChosen, uses } = followed;
  const changeFor = (session: Credentials): Promise<EnvironmentChange> =>
    withChoice(provision({ ...followed, credentials: session, environment }), isChosen, uses);
  return typeof credentials === "function"
    ? async () => await changeFor(await credentials())
    : await changeFor(credentials);
}

async function withChoice(
  change: EnvironmentChange,
  isChosen: boolean,
  uses: string,
): Promise<EnvironmentChange> {
  const { recordChoice } = await import("../../credentials/record_choice.ts");
  return recordChoice(change, { isChosen, uses });
}

/** Reports whether these arguments of `command` need credentials, and the tool gets all of them. */
async function passesAll(
  command: string,
  args: readonly string[],
  config: Config,
): Promise<boolean> {
  if (isPath(command) || Object.hasOwn(config.tools, command)) return false;
  if (command === "aws") {
    return awsNeedsAuth(args) && args.every((each) => globalOption(each)?.name !== "--profile");
  }
  if (!LISTED_TOOLS.includes(command)) return true;
  const { findTool } = await import("../../tools/table.ts");
  const { needsAuth } = await import("../../tools/needs_auth.ts");
  const { takeProfileArgument } = await import("../../tools/profile_option.ts");
  const tool = findTool(command)!;
  return needsAuth(tool, args) && takeProfileArgument(tool, args).rest.length === args.length;
}

/** Follows symlinks, and asks the groups who may write. Throws UserError as `findProgram` does. */
async function findAnyProgram(host: Host, paths: Paths, command: string): Promise<string> {
  const { realProgram } = await import("../../exec/shims.ts");
  return realProgram(host, paths, command, []);
}
