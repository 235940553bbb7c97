import type { Credentials } from "../aws/credentials.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../aws/endpoint.ts";
import { regionOfPartition, stsRegion } from "../aws/sts/region.ts";
import { webIdentity } from "../aws/sts/web_identity.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import { readConfig } from "../scope/config_file.ts";
import type { Ask, OpenItem } from "./ask.ts";
import type { Region } from "./choose_region.ts";
import { completePlan } from "./complete_plan.ts";
import { type FactSources, gatherFacts, type PlanFacts } from "./facts.ts";
import { obtainSession } from "./obtain_session.ts";
import { openPlannedItem } from "./open_item.ts";
import {
  type ItemPlan,
  makePlan,
  type NoCredentialsPlan,
  type Plan,
  type ToolPlan,
  type WebIdentityPlan,
} from "./plan.ts";
import { openReason, summarize } from "./plan_text.ts";
import { accessKey } from "./access_key.ts";
import type { PlanRequest } from "./request.ts";
import { SessionCache } from "./session_cache.ts";
import { sessionCacheKeys } from "./session_cache_keys.ts";

/** What {@linkcode getCredentials} works with. */
export interface CredentialsContext extends FactSources {
  /** The questions for a person. */
  readonly ask: Ask;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
}

/** The credentials for one invocation. */
export type CredentialsResult =
  /** The tool needs none, or gets them by itself. */
  | { readonly kind: "unchanged"; readonly plan: NoCredentialsPlan | ToolPlan }
  | ProvidedCredentials;

/** Credentials from opaws, and what else the tool gets. */
export interface ProvidedCredentials {
  readonly kind: "provided";
  readonly plan: ItemPlan | WebIdentityPlan;
  readonly credentials: Credentials;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** A name for the credentials that is short enough for a prompt: the item's title and the profile, or the role. */
  readonly uses: string;
  /** What they are and where they come from, as a clause. */
  readonly summary: string;
}

/**
 * Makes a plan for `request` and carries it out: opens the item, then takes a cached session or requests a new one.
 * Unlocks, asks and calls STS only if the plan needs it.
 *
 * @throws UserError as its steps do; 66 or 79 if nothing is bound and nobody chooses an item.
 */
export async function getCredentials(
  request: PlanRequest,
  context: CredentialsContext,
): Promise<CredentialsResult> {
  const facts = lazyFacts(context);
  const plan = makePlan(request, facts);
  if (plan.kind !== "unbound") return await carryOut(plan, { request, context, facts });
  const open = await context.ask.binding(plan.tool.name);
  const bound = { ...context, config: readConfig(context.paths) };
  const factsNow = lazyFacts(bound);
  const work = { request, context: bound, facts: factsNow, open };
  return await carryOut(makePlan(request, factsNow), work);
}

/** What {@linkcode carryOut} works with. */
interface Work {
  readonly request: PlanRequest;
  readonly context: CredentialsContext;
  readonly facts: () => PlanFacts;
  /** The item, if the user opened it while binding it. */
  readonly open?: OpenItem;
}

function lazyFacts(context: CredentialsContext): () => PlanFacts {
  let facts: PlanFacts | undefined;
  return () => facts ??= gatherFacts(context);
}

async function carryOut(plan: Plan, work: Work): Promise<CredentialsResult> {
  switch (plan.kind) {
    case "none":
    case "tool":
      return { kind: "unchanged", plan };
    case "unbound":
      throw new Error("the binding that was just made does not apply");
    case "web-identity":
      return await byWebIdentity(plan, work);
    case "item":
      return await fromItem(plan, work);
  }
}

async function fromItem(plan: ItemPlan, work: Work): Promise<ProvidedCredentials> {
  const { request, context } = work;
  const open = work.open ??
    await openPlannedItem(plan.source, context, openReason(plan, context.host.cwd()));
  const { region, calls } = completePlan(plan, request.options, open.item);
  const key = accessKey(open.item);
  const credentials = calls.length === 0
    ? key
    : await reportNotes(plan, context, session({ plan, work, open, calls, key, region }));
  const { title } = open.item;
  return {
    kind: "provided",
    plan,
    credentials,
    region,
    uses: plan.profile === null ? title : `${title}, profile ${plan.profile.name}`,
    summary: summarize(plan, title, region, calls),
  };
}

/** If AWS refuses a session, reports what may be the reason. */
async function reportNotes<T>(
  { notes }: ItemPlan,
  { report }: CredentialsContext,
  session: Promise<T>,
): Promise<T> {
  try {
    return await session;
  } catch (error) {
    if (error instanceof UserError && error.code === "refused-by-aws") {
      for (const note of notes) report(`opaws: ${note}`);
    }
    throw error;
  }
}

async function session({ plan, work, open, calls, key, region }: {
  readonly plan: ItemPlan;
  readonly work: Work;
  readonly open: OpenItem;
  readonly calls: readonly StsCall[];
  readonly key: Credentials;
  readonly region: Region | null;
}): Promise<Credentials> {
  const { host, paths, report, ask } = work.context;
  const { item, sealer } = open;
  const endpoint = endpointFor(plan, work, stsRegion(region?.name ?? null, calls));
  return await obtainSession({
    host,
    calls,
    cacheKeys: sessionCacheKeys(calls, key, endpoint),
    accessKey: key,
    cache: new SessionCache(host, paths, sealer, item.id),
    requestSession: async (call, source) => {
      await restartWithoutTlsVariables(host);
      const { requestSession } = await import("./request_session.ts");
      return await requestSession(call, source, { host, paths, item, endpoint, ask, report });
    },
    report,
    fresh: work.request.options.fresh === true,
  });
}

/** Requests a session each time: without a vault key there is nothing to seal a cached one with. */
async function byWebIdentity(plan: WebIdentityPlan, work: Work): Promise<ProvidedCredentials> {
  const { host, report } = work.context;
  const { options } = work.request;
  const identity = webIdentity(host, options);
  const { role } = identity;
  const region = plan.region?.name ?? regionOfPartition(role);
  const endpoint = endpointFor(plan, work, region);
  await restartWithoutTlsVariables(host);
  const { requestWebIdentitySession } = await import("./request_session.ts");
  const seconds = options.durationSeconds ?? null;
  return {
    kind: "provided",
    plan,
    credentials: await requestWebIdentitySession(identity, seconds, { host, endpoint, report }),
    region: plan.region,
    uses: role,
    summary: `a session of ${role} (web identity)`,
  };
}

function endpointFor(
  { profile }: ItemPlan | WebIdentityPlan,
  { context: { host }, facts }: Work,
  region: string | null,
): ServiceEndpoint {
  const profiles: Profiles = facts().profiles;
  const described = profiles.all.get(profile?.name ?? "default");
  return serviceEndpoint("sts", {
    env: (name) => host.env(name),
    profile: described?.values ?? new Map(),
    ...(described && { origins: described.origins }),
    services: profiles.services,
    region,
  });
}
