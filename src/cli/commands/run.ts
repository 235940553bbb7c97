import { type ProfileProvider, profileProvider } from "../../aws/profile_provider.ts";
import { chooseProfile, takeProfileFlag } from "../../aws/profile_flag.ts";
import { loadProfiles, type Profiles } from "../../aws/profiles.ts";
import { accessKey, chooseRegion, provision } from "../../aws/provision.ts";
import { cleanText } from "../../clean_text.ts";
import { type Places, places } from "../../disk/places.ts";
import { argumentBytes } from "../../exec/arguments.ts";
import { become, type EnvironmentChange } from "../../exec/become.ts";
import { findProgram } from "../../exec/find_program.ts";
import { Fault } from "../../fault.ts";
import type { Host } from "../../host.ts";
import type { Config } from "../../scope/config.ts";
import { readConfig } from "../../scope/config_file.ts";
import { needsAuth } from "../../tools/needs_auth.ts";
import { anyCommand, type Tool, toolNamed } from "../../tools/table.ts";
import { type TerminalSession, terminalSession } from "../../unlock/terminal_session.ts";
import { fieldValue } from "../../vault/item.ts";
import { openChoice } from "../open_choice.ts";
import { type Invocation, readInvocation } from "../run_arguments.ts";
import {
  type Choice,
  chooseItem,
  chosenBy,
  environmentHasCredentials,
  mappedChoice,
  nothingBound,
} from "../run_choice.ts";
import { scopeTree } from "../scope_tree.ts";
import { shimFolders } from "../shims.ts";
import { writeAll } from "../write_all.ts";

/** Variables that are opaws's own secrets and never reach a tool. */
const OWN_SECRETS = ["OPAWS_SESSION", "OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_VAULT"];

/** What one run works with, gathered once. */
interface Run {
  readonly host: Host;
  readonly places: Places;
  readonly config: Config;
  readonly terminal: TerminalSession | null;
  readonly invocation: Invocation;
  readonly tool: Tool;
  readonly profiles: Profiles;
}

/** What the tool is started with. */
interface Start {
  readonly change: EnvironmentChange;
  /** Which of the tool's arguments it gets, by their place. */
  readonly kept: readonly number[];
}

/**
 * `opaws run`: argv -> invocation -> binding -> unlocked item -> credentials -> environment -> exec. Answers null when
 * the words are for the command line to explain; where the system can replace a process it does not come back.
 * Faults: 126, 127 and as its steps.
 */
export async function run(host: Host, words: readonly string[]): Promise<number | null> {
  const invocation = readInvocation(words);
  if (invocation === null) return null;
  const where = places(host);
  const config = readConfig(where);
  const tool = toolOf(invocation, config);
  const file = findProgram(invocation.command, {
    path: host.env("PATH"),
    shims: shimFolders(where),
  });
  const { change, kept } = needsAuth(tool, invocation.args)
    ? await startWithCredentials({
      host,
      places: where,
      config,
      terminal: terminalSession(host),
      invocation,
      tool,
      profiles: loadProfiles(host, where.home),
    })
    : untouched(invocation);
  const before = Deno.args.length - words.length + invocation.offset;
  const bytes = argumentBytes(Deno.args, invocation.args, before);
  return await become(
    { file, name: invocation.command, args: kept.map((index) => bytes[index]!) },
    { set: change.set, unset: [...change.unset, ...OWN_SECRETS] },
  );
}

async function startWithCredentials(run: Run): Promise<Start> {
  const { host, config, invocation, tool, profiles } = run;
  const flag = tool.profile === "keep"
    ? takeProfileFlag(invocation.args)
    : { kept: untouched(invocation).kept };
  const named = chooseProfile({
    flag: flag.profile ?? invocation.profile,
    awsProfile: host.env("AWS_PROFILE"),
    awsDefaultProfile: host.env("AWS_DEFAULT_PROFILE"),
  });
  const scoped = chooseItem({
    item: invocation.item,
    vault: invocation.vault,
    tool: tool.name,
    tree: scopeTree(run.places, config, run.terminal),
    cwd: host.cwd(),
  });
  const profile = named ?? (scoped?.by === "scope" ? scoped.binding.profile : undefined) ?? null;
  const provider = profileProvider(profiles, profile ?? "default", named !== null);
  const choice = mappedChoice(scoped, provider, config.profiles);
  if (provider.kind === "tool" && choice?.by !== "option" && choice?.by !== "profile") {
    tell(run, `leaves profile "${provider.profile}" to ${tool.name}: ${provider.provider}`);
    return leftToTool(run, flag.profile === undefined ? profile : null);
  }
  if (choice === null && environmentHasCredentials(host)) {
    tell(run, `leaves the credentials of the environment to ${tool.name}`);
    return leftToTool(run, flag.profile === undefined ? profile : null);
  }
  if (provider.kind === "role") throw roleWanted(profile ?? "default", provider);
  return await provisioned(run, choice ?? await askChoice(run), profile, flag.kept);
}

async function provisioned(
  run: Run,
  choice: Choice,
  profile: string | null,
  kept: readonly number[],
): Promise<Start> {
  const { host, tool } = run;
  const item = await openChoice(choice, { ...run, reason: reasonFor(run, choice) });
  const itemRegion = fieldValue(item, "default region");
  const region = chooseRegion({
    awsRegion: host.env("AWS_REGION"),
    awsDefaultRegion: host.env("AWS_DEFAULT_REGION"),
    profile: regionOf(run.profiles, profile ?? "default"),
    binding: choice.by === "scope" ? choice.binding.region : undefined,
    item: typeof itemRegion === "string" ? itemRegion : undefined,
  });
  tell(
    run,
    `gives ${tool.name} the keys of "${item.title}" (${chosenBy(choice)})` +
      `${profile === null ? "" : `, profile ${profile}`}${
        region === null ? "" : `, region ${region}`
      }`,
  );
  const change = provision({
    credentials: accessKey(item),
    region,
    profile,
    profileTreatment: tool.profile,
  });
  return { change, kept };
}

/**
 * The tool as the user called it, with the profile's name where its own arguments do not bring it. Only under one name:
 * the AWS CLI 1 prefers `AWS_DEFAULT_PROFILE`, the CLI 2 `AWS_PROFILE`.
 */
function leftToTool({ invocation }: Run, profile: string | null): Start {
  const change = profile === null
    ? { set: {}, unset: [] }
    : { set: { AWS_PROFILE: profile }, unset: ["AWS_DEFAULT_PROFILE"] };
  return { change, kept: untouched(invocation).kept };
}

function untouched(invocation: Invocation): Start {
  return { change: { set: {}, unset: [] }, kept: [...invocation.args.keys()] };
}

/** The tool named by the command's last path segment; a command that is in no table needs credentials always. */
function toolOf(invocation: Invocation, config: Config): Tool {
  const name = invocation.command.slice(invocation.command.lastIndexOf("/") + 1);
  return toolNamed(name, config.tools) ?? anyCommand(name);
}

async function askChoice(run: Run): Promise<Choice> {
  if (!Deno.stdin.isTerminal()) throw nothingBound(run.tool.name);
  const { bindForRun } = await import("#cold");
  return { by: "scope", ...await bindForRun(run.host, run.tool.name) };
}

function regionOf(profiles: Profiles, profile: string): string | undefined {
  const region = profiles.all.get(profile)?.values.get("region");
  return typeof region === "string" ? region : undefined;
}

function reasonFor({ tool, host }: Run, choice: Choice): string {
  const item = choice.by === "option" ? choice.reference : choice.binding.title;
  return `${tool.name} needs item ${JSON.stringify(item)} (${chosenBy(choice)}) in ${
    host.cwd() ?? "a directory that is gone"
  }`;
}

function roleWanted(profile: string, { role }: ProfileProvider & { kind: "role" }): Fault {
  return new Fault({
    exit: "refused",
    code: "role-profile",
    cannot: `use profile ${JSON.stringify(profile)}`,
    because: `it assumes ${role}, and this version of opaws does not assume roles yet`,
    try: "opaws which aws",
  });
}

function tell({ invocation }: Run, sentence: string): void {
  if (invocation.verbose) writeAll(Deno.stderr, `opaws: ${cleanText(sentence)}\n`);
}
