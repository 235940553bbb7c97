import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { regionOfPartition, stsRegion } from "../aws/sts/region.ts";
import { webIdentity } from "../aws/sts/web_identity.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import type { OpenItem } from "./ask.ts";
import type { Region } from "./choose_region.ts";
import type { ProvidedCredentials, Work } from "./context.ts";
import { itemSession, type ObtainedSession } from "./item_session.ts";
import { SERVED_MARGIN } from "./obtain_session.ts";
import type { ItemPlan, WebIdentityPlan } from "./plan.ts";
import { profileEndpoint } from "./profile_endpoint.ts";

/** A session of an item, and what it was requested by. */
export interface PlannedSession extends ObtainedSession {
  readonly endpoint: ServiceEndpoint;
}

/**
 * Returns the session at the end of `calls`, from the cache or newly requested.
 *
 * @throws UserError as `itemSession` does.
 */
export async function plannedSession({ plan, work, open, calls, key, region }: {
  readonly plan: ItemPlan;
  readonly work: Work;
  readonly open: OpenItem;
  readonly calls: readonly StsCall[];
  readonly key: Credentials;
  readonly region: Region | null;
}): Promise<PlannedSession> {
  const { host, paths, report, ask } = work.context;
  const { item, sealer } = open;
  const { mfaProcesses, notes } = plan;
  const { options } = work.request;
  const endpoint = endpointFor(plan, work, stsRegion(region?.name ?? null, calls));
  const session = await itemSession({
    ...{ host, paths, sealer, id: item.id, item, key, calls, endpoint },
    ...{ mfaProcesses, notes, ask, report },
    fresh: options.fresh === true,
    ...(options.served === true && { margin: SERVED_MARGIN }),
  });
  return { ...session, endpoint };
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
    wipe: () => {}, // it needs no key
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
