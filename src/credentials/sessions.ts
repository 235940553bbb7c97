import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { OpenConnections } from "../aws/exchange.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { regionOfPartition, stsRegion } from "../aws/sts/region.ts";
import { webIdentity } from "../aws/sts/web_identity.ts";
import { UserError } from "../errors.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import type { OpenItem } from "./ask.ts";
import type { Region } from "./choose_region.ts";
import type { CredentialsContext, ProvidedCredentials, Work } from "./context.ts";
import { obtainSession, SERVED_MARGIN } from "./obtain_session.ts";
import type { ItemPlan, WebIdentityPlan } from "./plan.ts";
import { profileEndpoint } from "./profile_endpoint.ts";
import { SessionCache } from "./session_cache.ts";
import { sessionCacheKeys } from "./session_cache_keys.ts";
import { bothClocks } from "./session_clock.ts";

/** A session. */
export interface ObtainedSession {
  readonly credentials: Credentials;
  /** Where it is cached, unless that failed. */
  readonly path: string;
}

/**
 * Returns the session at the end of `calls`, from the cache or newly requested.
 *
 * @throws UserError as `obtainSession`. If AWS refuses the session, what may be the reason is reported first.
 */
export async function itemSession({ plan, work, open, calls, key, region }: {
  readonly plan: ItemPlan;
  readonly work: Work;
  readonly open: OpenItem;
  readonly calls: readonly StsCall[];
  readonly key: Credentials;
  readonly region: Region | null;
}): Promise<ObtainedSession> {
  const { host, paths, report, ask } = work.context;
  const { item, sealer } = open;
  const endpoint = endpointFor(plan, work, stsRegion(region?.name ?? null, calls));
  const connections: OpenConnections = new Map();
  const cacheKeys = sessionCacheKeys(calls, key, endpoint);
  const cache = new SessionCache(host, paths, sealer, item.id);
  const session = obtainSession({
    clocks: bothClocks(host),
    calls,
    cacheKeys,
    accessKey: key,
    cache,
    requestSession: async (call, source) => {
      await restartWithoutTlsVariables(host);
      const { requestSession } = await import("./request_session.ts");
      const { mfaProcesses } = plan;
      const input = { host, paths, item, endpoint, mfaProcesses, ask, report, connections };
      return await requestSession(call, source!, input);
    },
    report,
    fresh: work.request.options.fresh === true,
    ...(work.request.options.served === true && { margin: SERVED_MARGIN }),
  });
  try {
    const credentials = await reportNotes(plan, work.context, session);
    return { credentials, path: await cache.path(cacheKeys.at(-1)!) };
  } finally {
    for (const connection of connections.values()) connection.close();
  }
}

/** Returns what `session` resolves to. If AWS refuses a session, reports what may be the reason. */
export async function reportNotes<T>(
  { notes }: Pick<ItemPlan, "notes">,
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

/**
 * Returns a session of the role that the job's own identity assumes. It is requested each time: without a vault key there
 * is nothing to seal a cached one with.
 *
 * @throws UserError as `webIdentity` and `requestWebIdentitySession`.
 */
export async function webIdentitySession(
  plan: WebIdentityPlan,
  work: Work,
): Promise<ProvidedCredentials> {
  const { host, report } = work.context;
  const { options } = work.request;
  const identity = webIdentity(host, options);
  const { role } = identity;
  const region = plan.region?.name ?? regionOfPartition(role);
  const endpoint = endpointFor(plan, work, region);
  await restartWithoutTlsVariables(host);
  const { requestWebIdentitySession } = await import("./request_web_identity.ts");
  const seconds = options.durationSeconds ?? null;
  const request = () => requestWebIdentitySession(identity, seconds, { host, endpoint, report });
  return {
    kind: "provided",
    plan,
    credentials: await request(),
    renew: request,
    vault: null,
    region: plan.region,
    uses: role,
    summary: `a session of ${role} (web identity)`,
  };
}

/** Returns where the calls of a plan go. Throws UserError (78) as `serviceEndpoint` does. */
export function endpointFor(
  { profile }: Pick<ItemPlan, "profile">,
  { context, facts }: Work,
  region: string | null,
): ServiceEndpoint {
  return profileEndpoint("sts", profile?.name ?? "default", context, region, facts().profiles);
}
