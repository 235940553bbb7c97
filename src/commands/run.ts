import { CREDENTIAL_VARIABLES, provision } from "../credentials/provision.ts";
import { cleanText } from "../clean_text.ts";
import { findPaths } from "../fs/paths.ts";
import { argumentBytes } from "../exec/arguments.ts";
import { become, type EnvironmentChange } from "../exec/become.ts";
import { withheldVariables } from "../exec/clean_restart.ts";
import { programName } from "../exec/find_program.ts";
import { SECRET_VARIABLES } from "../exec/own_variables.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { readConfig } from "../scope/config_file.ts";
import { needsAuth } from "../tools/needs_auth.ts";
import { takeAwsProfileOption, takeProfileOption } from "../tools/profile_option.ts";
import { findTool, type Tool, unlistedTool } from "../tools/table.ts";
import { terminalSession } from "../unlock/terminal_session.ts";
import { CHOSEN_VARIABLE, USES_VARIABLE } from "../credentials/chosen_before.ts";
import { getCredentials } from "../credentials/get_credentials.ts";
import type { CredentialsInput, CredentialsResult } from "../credentials/request.ts";
import { type Invocation, namesCredentials, readInvocation } from "./run_arguments.ts";
import { realProgram } from "../exec/shims.ts";
import { writeAll } from "../fs/write_all.ts";

/** What a prompt has room for; and no title makes an environment that the system refuses (E2BIG). */
const LONGEST_SHOWN = 100;

const NO_CHANGE: EnvironmentChange = { set: {}, unset: [] };

/** What the tool is started with. */
interface Start {
  readonly change: EnvironmentChange;
  /** Which of the tool's arguments it gets, by their place. */
  readonly kept: readonly number[];
}

/**
 * `opaws run`: argv -> invocation -> credentials -> environment -> exec. Answers null when the words are for the command
 * line to explain; where the system can replace a process it does not come back. Faults: 126, 127 and as its steps.
 */
export async function run(host: Host, words: readonly string[]): Promise<number | null> {
  const invocation = readInvocation(words);
  if (invocation === null) return null;
  const where = findPaths(host);
  const config = readConfig(where);
  const tool = toolOf(host, invocation, config);
  const file = realProgram(host, where, invocation.command);
  const { change, kept } = namesCredentials(invocation) || needsAuth(tool, invocation.args)
    ? await startWithCredentials(invocation, tool, {
      host,
      paths: where,
      config,
      terminal: terminalSession(host),
    })
    : untouched(invocation, NO_CHANGE);
  const before = Deno.args.length - words.length + invocation.offset;
  const bytes = argumentBytes(Deno.args, invocation.args, before);
  const held = withheldVariables(host);
  return await become(
    { file, name: invocation.command, args: kept.map((index) => bytes[index]!) },
    {
      set: { ...held.set, ...change.set },
      unset: [...change.unset, ...held.unset, ...SECRET_VARIABLES],
    },
  );
}

async function startWithCredentials(
  invocation: Invocation,
  tool: Tool,
  input: Pick<CredentialsInput, "host" | "paths" | "config" | "terminal">,
): Promise<Start> {
  const flag = tool.profile === "keep"
    ? takeAwsProfileOption(invocation.args)
    : takeProfileOption(tool.profileOptions, invocation.args);
  const here = await getCredentials({
    ...input,
    tool: tool.name,
    profileFlag: flag.profile,
    wanted: invocation,
    report: (line) => writeAll(Deno.stderr, `${cleanText(line)}\n`),
  });
  if (invocation.verbose) {
    writeAll(Deno.stderr, `opaws: ${cleanText(sentence(here, tool.name))}\n`);
  }
  if (here.kind === "left") {
    return untouched(invocation, flag.profile === undefined ? profileChange(here) : NO_CHANGE);
  }
  const change = provision({ ...here, profileTreatment: tool.profile });
  return { change: withChosen(change, here), kept: flag.kept };
}

/** Tells what is started that the user chose these credentials, or takes that away where a scope did. */
function withChosen(
  { set, unset }: EnvironmentChange,
  { chosen, uses }: CredentialsResult & { readonly kind: "given" },
): EnvironmentChange {
  if (!chosen) return { set, unset: [...unset, CHOSEN_VARIABLE, USES_VARIABLE] };
  const shown = cleanText(uses).slice(0, LONGEST_SHOWN);
  const told = { [CHOSEN_VARIABLE]: set.AWS_ACCESS_KEY_ID!, [USES_VARIABLE]: shown };
  return { set: { ...set, ...told }, unset };
}

function sentence(here: CredentialsResult, tool: string): string {
  if (here.kind === "given") return `gives ${tool} ${here.told}`;
  const profile = here.profile === null ? "this" : `profile "${here.profile}"`;
  return `leaves ${profile} to ${tool}: ${here.why}`;
}

/**
 * The profile's name, for a tool whose own arguments do not bring it. Only under one name: the AWS CLI 1 prefers
 * `AWS_DEFAULT_PROFILE`, the CLI 2 `AWS_PROFILE`. Keys in the environment would go before a profile that is named so.
 */
function profileChange(
  { profile, overEnvironment }: CredentialsResult & { readonly kind: "left" },
): EnvironmentChange {
  if (profile === null) return NO_CHANGE;
  const others = overEnvironment ? [...CREDENTIAL_VARIABLES, CHOSEN_VARIABLE, USES_VARIABLE] : [];
  return { set: { AWS_PROFILE: profile }, unset: ["AWS_DEFAULT_PROFILE", ...others] };
}

function untouched(invocation: Invocation, change: EnvironmentChange): Start {
  return { change, kept: [...invocation.args.keys()] };
}

/** The tool that the command names; one that is in no table needs credentials always. */
function toolOf(host: Host, invocation: Invocation, config: Config): Tool {
  const name = programName(invocation.command, host.platform);
  return findTool(name, config.tools) ?? unlistedTool(name);
}
