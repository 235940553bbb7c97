import { opawsProcess, withoutOpawsProcesses } from "../aws/config/opaws_process.ts";
import { obtainSession, type ObtainSessionInput } from "./obtain_session.ts";
import { findProvider, type Provider, replaceWithItem } from "../aws/config/provider.ts";
import { chooseProfile } from "./choose_profile.ts";
import { loadProfiles, type Profiles } from "../aws/config/profiles.ts";
import { accessKey, chooseRegion } from "./provision.ts";
import type { Credentials } from "../aws/credentials.ts";
import { profileText } from "../aws/config/profile.ts";
import { SessionCache } from "./session_cache.ts";
import { sessionShapes } from "./session_shape.ts";
import { serviceEndpoint } from "../aws/endpoint.ts";
import { planCalls } from "./plan_calls.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { stsRegion } from "../aws/sts/region.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import { fieldText, fieldValue, type Item } from "../vault/item.ts";
import { choosesItself, CHOSEN_BEFORE, chosenBefore } from "./chosen_before.ts";
import type { CredentialsInput, CredentialsResult } from "./request.ts";
import { leftToTool } from "./left_to_tool.ts";
import { noninteractiveVariable } from "../unlock/prompts/noninteractive.ts";
import { openChosenItem } from "./open_item.ts";
import {
  type Choice,
  chooseItem,
  chosenBy,
  environmentHasCredentials,
  mappedChoice,
  nothingBound,
  nothingNamed,
  type OpenItem,
  ownChoice,
} from "./choose_item.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { tokenVariable } from "./token/token_variable.ts";
import { webIdentityHere } from "./web_identity.ts";

/**
 * Answers which credentials hold here: profile -> chain -> binding -> open item -> plan -> session. Unlocks, asks and
 * calls STS only as far as it must. Faults as its steps.
 */
export async function getCredentials(input: CredentialsInput): Promise<CredentialsResult> {
  const { host, paths, config, tool, wanted } = input;
  const written = loadProfiles(host, paths.home);
  const profiles = withoutOpawsProcesses(written);
  const named = chooseProfile({
    flag: input.profileFlag ?? wanted.profile,
    awsProfile: host.env("AWS_PROFILE"),
    awsDefaultProfile: host.env("AWS_DEFAULT_PROFILE"),
  });
  if (wanted.webIdentity) return await webIdentityHere(input, profiles, named);
  if (wanted.role !== undefined) throw roleAlone();
  const chosen = choosesItself(host, wanted, named);
  if (!chosen && chosenBefore(host)) {
    return leftToTool(wanted, { profile: null, why: CHOSEN_BEFORE, overEnvironment: false });
  }
  const scoped = chooseItem({
    token: tokenVariable(host),
    item: wanted.item,
    vault: wanted.vault,
    tool,
    tree: readScopeTree(paths, config, input.terminal),
    cwd: host.cwd(),
  });
  const profile = named ?? (scoped?.by === "scope" ? scoped.binding.profile : undefined) ?? null;
  const provider = findProvider(profiles, profile ?? "default", named !== null);
  const choice = ownChoice(scoped, opawsProcess(written.all.get(provider.profile))) ??
    mappedChoice(scoped, provider, config.profiles);
  const itemNamed = wanted.item !== undefined || choice?.by === "option" ||
    choice?.by === "profile";
  if (provider.kind === "tool" && !itemNamed) {
    const why = `its credentials come from ${provider.provider}`;
    const whose = provider.profile === profile ? "" : ` of profile "${provider.profile}"`;
    const isOurs = wanted.profile !== undefined || named === null;
    const overEnvironment = isOurs && provider.provider !== "credential_source";
    return leftToTool(wanted, { profile, why: `${why}${whose}`, overEnvironment });
  }
  if (choice === null && environmentHasCredentials(host)) {
    const why = "the environment brings credentials";
    return leftToTool(wanted, { profile, why, overEnvironment: false });
  }
  const made = choice ?? await askChoice(input);
  const served = provider.kind === "tool"
    ? replaceWithItem(profiles, profile ?? "default", provider)
    : provider;
  const open = await openChosenItem(made, { ...input, reason: reasonFor(input, made, served) });
  return await given(input, { profiles, profile, provider: served, choice: made, open, chosen });
}

interface Found {
  readonly profiles: Profiles;
  readonly profile: string | null;
  readonly provider: Provider;
  readonly choice: Choice;
  readonly open: OpenItem;
  readonly chosen: boolean;
}

async function given(input: CredentialsInput, found: Found): Promise<CredentialsResult> {
  const { host } = input;
  const { profiles, profile, choice, chosen, open: { item } } = found;
  const inUse = profiles.all.get(profile ?? "default");
  const region = chooseRegion({
    awsRegion: host.env("AWS_REGION"),
    awsDefaultRegion: host.env("AWS_DEFAULT_REGION"),
    profile: inUse && profileText(inUse, "region"),
    binding: choice.by === "scope" ? choice.binding.region : undefined,
    item: plainField(item, "default region"),
  });
  const calls = callsFor(input, found);
  const key = accessKey(item);
  const credentials = calls.length === 0 ? key : await session(input, found, calls, key, region);
  return {
    kind: "given",
    profile,
    region,
    credentials,
    chosen,
    uses: profile === null ? item.title : `${item.title}, profile ${profile}`,
    told: `${calls.length === 0 ? "the keys" : "a session"} of "${item.title}" (${
      chosenBy(choice)
    })${profile === null ? "" : `, profile ${profile}`}${
      region === null ? "" : `, region ${region}`
    }${rolesOf(calls)}`,
  };
}

function callsFor(
  { wanted }: CredentialsInput,
  { profiles, profile, provider, open }: Found,
): StsCall[] {
  const steps = provider.kind === "role" ? provider.steps : [];
  const inUse = profiles.all.get(profile ?? "default");
  const mfaSerial = (inUse && profileText(inUse, "mfa_serial")) || undefined;
  const mfaProcess = (inUse && profileText(inUse, "mfa_process")) || undefined;
  const itemSerial = plainField(open.item, "mfa serial");
  if (steps.length === 0 && wanted.sessionName !== undefined) {
    throw new UserError({
      exit: "usage",
      code: "usage",
      cannot: "use --session-name",
      because: `profile ${JSON.stringify(profile ?? "default")} assumes no role`,
      try: "opaws which aws --profile PROFILE",
    });
  }
  return planCalls({
    steps,
    profile: { ...(mfaSerial && { mfaSerial }), ...(mfaProcess && { mfaProcess }) },
    item: {
      oneTimePassword: fieldValue(open.item, "one-time password") !== undefined,
      ...(itemSerial && { mfaSerial: itemSerial }),
    },
    wanted,
  });
}

async function session(
  input: CredentialsInput,
  { profiles, profile, open: { item, sealer } }: Found,
  calls: readonly StsCall[],
  key: Credentials,
  region: string | null,
): Promise<Credentials> {
  const { host, paths, report, wanted } = input;
  const inUse = profiles.all.get(profile ?? "default");
  const endpoint = serviceEndpoint("sts", {
    env: (name) => host.env(name),
    profile: inUse?.values ?? new Map(),
    ...(inUse && { origins: inUse.origins }),
    services: profiles.services,
    region: stsRegion(region, calls),
  });
  const mint: ObtainSessionInput["mint"] = async (call, source) => {
    await restartWithoutTlsVariables(host);
    const { requestSession } = await import("./request_session.ts");
    return await requestSession(call, source, { host, paths, item, endpoint });
  };
  const cache = new SessionCache(host, paths, sealer, item.id);
  const shapes = sessionShapes(calls, key, endpoint);
  const fresh = wanted.fresh === true;
  return await obtainSession({ host, calls, shapes, accessKey: key, cache, mint, report, fresh });
}

async function askChoice({ host, tool }: CredentialsInput): Promise<Choice> {
  const nobody = noninteractiveVariable(host);
  if (nobody !== null) throw nothingNamed(tool, nobody);
  if (!Deno.stdin.isTerminal()) throw nothingBound(tool);
  const { bindForRun } = await import("../commands/run_questions.ts");
  return { by: "scope", ...await bindForRun(host, tool) };
}

function reasonFor(
  { tool, host }: CredentialsInput,
  choice: Choice,
  provider: Provider,
): string {
  const item = "binding" in choice ? choice.binding.title : choice.reference;
  const role = provider.kind === "role" ? ` for ${provider.steps.at(-1)!.role}` : "";
  return `${tool} needs item ${JSON.stringify(item)}${role} (${chosenBy(choice)}) in ${
    host.cwd() ?? "a directory that is gone"
  }`;
}

function rolesOf(calls: readonly StsCall[]): string {
  const roles = calls.flatMap((call) => call.call === "AssumeRole" ? [call.step.role] : []);
  return roles.length === 0 ? "" : `, role ${roles.join(", then ")}`;
}

function roleAlone(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --role",
    because: "it goes with --web-identity; with an item, a profile of ~/.aws/config names the role",
    try: "opaws run --profile PROFILE -- COMMAND",
  });
}

function plainField(item: Item, name: string): string | undefined {
  return fieldText(item, name) || undefined;
}
