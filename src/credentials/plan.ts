import { withoutOpawsProcesses } from "../aws/config/opaws_process.ts";
import { profileText } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import { findProvider, type Provider, replaceWithItem } from "../aws/config/provider.ts";
import type { RoleConfig } from "../aws/config/role_config.ts";
import { type LookupStep, lookupSteps } from "../scope/resolve.ts";
import { needsAuth } from "../tools/needs_auth.ts";
import { type ProfileArgument, takeProfileArgument } from "../tools/profile_option.ts";
import type { Tool } from "../tools/table.ts";
import type { PlannedRegion, Region } from "./choose_region.ts";
import type { PlanFacts } from "./facts.ts";
import { firstSource, type ItemSource, profileSource, type Source } from "./item_source.ts";
import { leaveProfile, type LeftProfile } from "./left_profile.ts";
import { type PlannedMfaProcess, plannedMfaProcesses } from "./mfa_process_rule.ts";
import {
  sessionNameWithoutRole,
  sessionOptionUnused,
  storedKeyWithWebIdentity,
} from "./plan_errors.ts";
import {
  handOver,
  type NamedProfile,
  type ProfileHandover,
  profileRegion,
} from "./profile_handover.ts";
import { namedRole } from "./named_role.ts";
import { planNotes } from "./plan_notes.ts";
import { regionOfPlan } from "./region_of_plan.ts";
import { asksForCredentials, type PlanRequest } from "./request.ts";
import { isSsoSource, leavesEnvironment, overrides } from "./source_rules.ts";
import { servedProfile, type SsoPlan, ssoPlan } from "./sso/sso_plan.ts";

/**
 * The decision about one invocation, made before anything is unlocked. `run`, `export` and `credential-process` do what
 * it says; `which`, `inspect` and `doctor` print it. What only the opened item knows comes from `completePlan`.
 */
export type Plan =
  | NoCredentialsPlan
  | ToolPlan
  | UnboundPlan
  | WebIdentityPlan
  | ItemPlan
  | SsoPlan;

/** The arguments need no credentials, so the tool starts unchanged. */
export interface NoCredentialsPlan {
  readonly kind: "none";
  readonly tool: Tool;
}

/** What all plans about credentials have in common. */
export interface CommonPlan {
  readonly tool: Tool;
  /** The profile that applies; null if none is named, which means `[default]`. */
  readonly profile: NamedProfile | null;
  /** The scopes that were searched for a binding, in order; the last one has the binding. Empty if there was no search. */
  readonly searched: readonly LookupStep[];
}

/** The tool gets its credentials by itself, and opaws adds none. */
export interface ToolPlan extends CommonPlan {
  readonly kind: "tool";
  /** What supplies the credentials: an outer `opaws run`, the profile's provider, or the environment. */
  readonly cause: "chosen-before" | "provider" | "environment";
  /** The reason as a clause: `its credentials come from SSO`. */
  readonly reason: string;
  readonly left: LeftProfile;
}

const UNCHANGED: LeftProfile = { unset: [], addArgument: false };

/** No item is bound or named. */
interface UnboundPlan extends CommonPlan {
  readonly kind: "unbound";
}

/** A role is assumed with the identity of the CI job, without an item. */
export interface WebIdentityPlan extends CommonPlan {
  readonly kind: "web-identity";
  readonly region: Region | null;
  readonly handover: ProfileHandover;
}

/** The tool gets an item's access key, or a session made with it. */
export interface ItemPlan extends CommonPlan {
  readonly kind: "item";
  readonly source: ItemSource;
  /** Whether the user chose these credentials for this command line, so that they apply to everything it starts. */
  readonly isChosen: boolean;
  /** The roles to assume, in order; empty if there are none. */
  readonly roles: readonly RoleConfig[];
  readonly region: PlannedRegion;
  /** `mfa_serial` of the profile that applies. The item's MFA device is the default. */
  readonly mfaSerial: string | undefined;
  /** `mfa_process` of the profile that applies: a program that prints one-time codes. */
  readonly mfaProcess: string | undefined;
  /** Every `mfa_process` of the chain, and whether opaws runs it. */
  readonly mfaProcesses: readonly PlannedMfaProcess[];
  /** What may surprise users of aws-vault, one sentence each. */
  readonly notes: readonly string[];
  readonly handover: ProfileHandover;
}

/**
 * Decides which credentials `request` gets. Calls `facts` only if the arguments need credentials, so that `aws --version`
 * works with a broken config file.
 *
 * @throws UserError 64 if options contradict each other; 66 if a named profile does not exist, or if the working directory
 *   is gone and its bindings would be searched; 78 as `findProvider` does.
 */
export function makePlan(request: PlanRequest, facts: () => PlanFacts): Plan {
  const { tool, args, options } = request;
  const needed = args === null || asksForCredentials(options) || needsAuth(tool, args);
  return needed ? decide(request, facts()) : { kind: "none", tool };
}

function decide(request: PlanRequest, facts: PlanFacts): Plan {
  const { tool, options } = request;
  const { environment } = facts;
  const named = namedProfile(request, facts);
  if (options.webIdentity) return webIdentityPlan(request, named, facts);
  const isChosen = named !== null || environment.token !== null || asksForCredentials(options);
  if (!isChosen && environment.chosenBefore) {
    const reason = "the outer opaws run already chose these credentials";
    const nothing = { tool, profile: null, searched: [] };
    return toolPlan(request, {
      ...nothing,
      cause: "chosen-before",
      reason,
      left: UNCHANGED,
    });
  }
  const first = firstSource(request, facts);
  const profile = named ?? boundProfile(first, facts);
  const searched = first === null || first.by === "scope" || first.by === "sso-scope"
    ? lookupSteps(facts.scopes, tool.name, facts.cwd)
    : [];
  const decided = { tool, profile, searched };
  const profiles = withoutOpawsProcesses(facts.profiles);
  const name = profile?.name ?? "default";
  const hasItem = (each: string) => Object.hasOwn(facts.mappedProfiles, each);
  const provider = findProvider(profiles, name, named !== null, hasItem);
  const source = profileSource(first, provider, facts);
  const start = { isChosen, namedRole: namedRole(options, {}), facts };
  if (provider.kind === "tool" && !overrides(source)) {
    const sso = leavesEnvironment(first, profile, facts)
      ? null
      : servedProfile(profiles, provider, facts);
    if (sso !== null) {
      const served = replaceWithItem(profiles, name, provider);
      return ssoPlan(request, decided, { ...start, source: sso, provider: served });
    }
    const left = leaveProfile(request, profile, provider, facts);
    const reason = providerReason(profile, provider);
    return toolPlan(request, { ...decided, cause: "provider", reason, left });
  }
  if (source === null) return withoutSource(request, decided, facts, profiles);
  const served = provider.kind === "tool" ? replaceWithItem(profiles, name, provider) : provider;
  return isSsoSource(source)
    ? ssoPlan(request, decided, { ...start, source, provider: served })
    : itemPlan(request, decided, { source, isChosen, provider: served, facts });
}

/** Returns the profile that an argument of the tool, an option of opaws or a variable names; null if none does. */
function namedProfile(
  request: PlanRequest,
  { environment, profiles }: PlanFacts,
): NamedProfile | null {
  const argument: ProfileArgument = takeProfileArgument(request.tool, request.args ?? []);
  const sources = [
    ["argument", argument.profile],
    ["option", request.options.profile],
    ["AWS_PROFILE", environment.profile],
    ["AWS_DEFAULT_PROFILE", environment.defaultProfile],
  ] as const;
  for (const [source, name] of sources) {
    if (name) return { name, source, exists: profiles.all.has(name) };
  }
  return null;
}

function boundProfile(source: Source | null, { profiles }: PlanFacts): NamedProfile | null {
  const name = source?.by === "scope" ? source.binding.profile : undefined;
  return name ? { name, source: "binding", exists: profiles.all.has(name) } : null;
}

function providerReason(
  profile: NamedProfile | null,
  { profile: end, provider }: Provider & { readonly kind: "tool" },
): string {
  const owner = end === profile?.name ? "" : ` of profile "${end}"`;
  return `its credentials come from ${provider}${owner}`;
}

function withoutSource(
  request: PlanRequest,
  decided: CommonPlan,
  facts: PlanFacts,
  profiles: Profiles,
): Plan {
  if (facts.environment.hasCredentials) {
    const reason = "the environment has credentials";
    return toolPlan(request, { ...decided, cause: "environment", reason, left: UNCHANGED });
  }
  // Nothing is bound, so keys in the AWS files are left to the tool, even if nobody named the profile.
  const provider = findProvider(profiles, decided.profile?.name ?? "default", true);
  if (provider.kind === "item" || provider.kind === "role") return { ...decided, kind: "unbound" };
  const reason = `its credentials come from ${provider.provider} of profile "${provider.profile}"`;
  return toolPlan(request, { ...decided, cause: "provider", reason, left: UNCHANGED });
}

/** Returns the plan. Refuses options about a session, because opaws would silently ignore them. */
function toolPlan({ options }: PlanRequest, plan: Omit<ToolPlan, "kind">): ToolPlan {
  const option = options.durationSeconds !== undefined
    ? "--duration"
    : options.sessionName !== undefined
    ? "--session-name"
    : options.fresh === true
    ? "--fresh"
    : options.role !== undefined
    ? "--role"
    : options.served === true
    ? "--server"
    : null;
  if (option !== null) throw sessionOptionUnused(option, plan.reason, plan.profile);
  return { kind: "tool", ...plan };
}

function itemPlan(
  request: PlanRequest,
  decided: CommonPlan,
  { source, isChosen, provider, facts }: {
    readonly source: ItemSource;
    readonly isChosen: boolean;
    readonly provider: Provider;
    readonly facts: PlanFacts;
  },
): ItemPlan {
  const { options } = request;
  const { profile } = decided;
  const configured = provider.kind === "role" ? provider.steps : [];
  const described = facts.profiles.all.get(profile?.name ?? "default");
  const setting = (key: string) => (described && profileText(described, key)) || undefined;
  const mfa = { mfaSerial: setting("mfa_serial"), mfaProcess: setting("mfa_process") };
  const roles = [...configured, ...namedRole(options, configured.length > 0 ? {} : mfa)];
  if (roles.length === 0 && options.sessionName !== undefined) {
    throw sessionNameWithoutRole(profile);
  }
  return {
    ...decided,
    kind: "item",
    source,
    isChosen,
    roles,
    region: regionOfPlan(
      facts,
      profile,
      source.by === "scope" ? source.binding.region : undefined,
    ),
    ...mfa,
    mfaProcesses: plannedMfaProcesses(
      configured.length > 0
        ? configured.map((role) => role.profile!)
        : [profile?.name ?? "default"],
      facts.profiles,
      facts.mfaProcess,
    ),
    notes: planNotes(facts.profiles, profile?.name ?? "default"),
    handover: handOver(request, profile, facts),
  };
}

function webIdentityPlan(
  request: PlanRequest,
  profile: NamedProfile | null,
  facts: PlanFacts,
): WebIdentityPlan {
  const { tool, options } = request;
  const { item, vault, noSession } = options;
  if (item !== undefined || vault !== undefined || noSession) throw storedKeyWithWebIdentity();
  const { region } = facts.environment;
  return {
    kind: "web-identity",
    tool,
    profile,
    searched: [],
    region: region
      ? { name: region, source: "the environment" }
      : profileRegion(facts, profile?.name ?? "default"),
    handover: handOver(request, profile, facts),
  };
}
