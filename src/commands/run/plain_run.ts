import type { EnvironmentChange, Program } from "../../exec/become.ts";
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
  /** The change to the environment, without what every run removes from it. */
  readonly change: EnvironmentChange;
}

/**
 * Returns the program to become and the change to its environment in the plain case of `plainPlan`; null in any
 * other case, and if anything is wrong. `all` are the arguments of this process. Changes nothing but the idle time of the
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
    const terminal = linuxSession();
    const { item } = invocation;
    const plan = terminal && await plainPlan(host, paths, config, terminal.id, command, item);
    const found = plan && await plainCredentials(host, paths, plan, terminal.id);
    if (plan === null || found === null) return null;
    const change = provision({
      ...found,
      toolRegion: plan.handover.region,
      profile: null,
      settings: {},
      environment: currentEnvironment(host),
    });
    return {
      program: { file, name: command, args: argumentBytes(all, args, all.length - args.length) },
      change: plan.isChosen
        ? (await import("../../credentials/record_choice.ts"))
          .recordChoice(change, { isChosen: true, uses: found.title })
        : { set: change.set, unset: [...change.unset, CHOSEN_VARIABLE, USES_VARIABLE] },
    };
  } catch {
    return null; // The other path meets the same error and reports it.
  }
}

/** Reports whether these arguments of `command` need credentials, and the tool gets all of them. */
async function passesAll(
  command: string,
  args: readonly string[],
  config: Config,
): Promise<boolean> {
  if (command.includes("/") || Object.hasOwn(config.tools, command)) return false;
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
