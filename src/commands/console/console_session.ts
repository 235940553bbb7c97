import { readCaBundle } from "../../aws/ca_bundle.ts";
import { signInToken } from "../../aws/console/sign_in_token.ts";
import type { TemporaryCredentials } from "../../aws/credentials.ts";
import { stsRegion } from "../../aws/sts/region.ts";
import type { SessionPolicy } from "../../aws/sts/federation_token.ts";
import type { CredentialsContext, ProvidedCredentials } from "../../credentials/context.ts";
import { profileEndpoint } from "../../credentials/profile_endpoint.ts";
import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";

/** What the console session is made of. */
interface ConsoleRequest {
  /** `--duration`; null if it is not given. */
  readonly seconds: number | null;
  /** The session policy of a user's session. */
  readonly policy: SessionPolicy;
  /** `--policy`; undefined if it is not given. */
  readonly policyOption: string | undefined;
  /** Returns the host that signs in the one with this ARN. */
  readonly endpointOf: (arn: string | null) => string;
}

/** A sign-in to the console. */
interface ConsoleSession {
  /** The token for the address. */
  readonly token: Secret;
  /** The address of the federation. */
  readonly endpoint: string;
  /** The ARN of who is signed in, or of the role; null if it is not known. */
  readonly arn: string | null;
  /** Who is signed in, for people. */
  readonly who: string;
}

/** A session to exchange for a sign-in. */
interface Source {
  readonly credentials: TemporaryCredentials;
  readonly arn: string | null;
  readonly who: string;
  /** `SessionDuration`, which the sign-in takes only of a session of a role; null for none. */
  readonly sessionSeconds: number | null;
}

/** How long a user's console session lasts unless the user says otherwise; seconds. */
const DEFAULT_SECONDS = 43_200;

/**
 * Signs in to the console with the session in `provided`, or with one of the user whose access key it is.
 *
 * @throws UserError 64 if an option does not fit; 69 or 77 as the calls do.
 */
export async function consoleSession(
  provided: ProvidedCredentials,
  context: CredentialsContext,
  request: ConsoleRequest,
): Promise<ConsoleSession> {
  const source = provided.credentials.sessionToken === undefined
    ? await userSession(provided, context, request)
    : roleSession(provided, request);
  const { host, report } = context;
  const standard = `https://${request.endpointOf(source.arn)}`;
  const profile = provided.plan.profile?.name ?? "default";
  const service = profileEndpoint("signin", profile, context, provided.region?.name ?? null);
  const endpoint = `${(service.url ?? standard).replace(/\/$/, "")}/federation`;
  const options = {
    host,
    endpoint: { ...service, url: endpoint },
    caBundle: readCaBundle(service.caBundle),
    report,
  };
  const { credentials, sessionSeconds, arn, who } = source;
  const token = await signInToken(credentials, sessionSeconds, endpoint, options);
  return { token, endpoint, arn, who };
}

/** GetFederationToken: a session of the user itself. */
async function userSession(
  provided: ProvidedCredentials,
  context: CredentialsContext,
  { seconds, policy, policyOption }: ConsoleRequest,
): Promise<Source> {
  const { host, report } = context;
  const region = stsRegion(provided.region?.name ?? null, []);
  const profile = provided.plan.profile?.name ?? "default";
  const endpoint = profileEndpoint("sts", profile, context, region);
  const { federationToken } = await import("../../aws/sts/federation_token.ts");
  const { credentials, arn } = await federationToken(
    provided.credentials,
    { name: "opaws", durationSeconds: seconds ?? DEFAULT_SECONDS, policy },
    { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report },
  );
  if (policyOption === undefined) {
    report("opaws: this session may do all that the user may; --policy limits it");
  }
  return { credentials, arn, who: provided.uses, sessionSeconds: null };
}

function roleSession(
  { credentials, plan, uses }: ProvidedCredentials,
  { seconds, policyOption }: ConsoleRequest,
): Source {
  if (policyOption !== undefined) throw policyOfRole();
  const roles = "roles" in plan ? plan.roles : [];
  const before = plan.kind === "sso" ? 1 : 0; // its own role, from which the others are assumed
  if (seconds !== null && roles.length + before > 1) throw chainedDuration();
  const { sessionToken, expiresAt } = credentials;
  if (sessionToken === undefined || expiresAt === undefined) throw new Error("no session");
  return {
    credentials: { ...credentials, sessionToken, expiresAt },
    arn: roles.at(-1)?.role ?? null,
    who: uses,
    sessionSeconds: seconds,
  };
}

function policyOfRole(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --policy",
    because: "it limits the session of a user, and this is the session of a role",
    try: "opaws console",
  });
}

function chainedDuration(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --duration",
    because: "a role that is assumed from another role signs in for as long as its session lasts",
    try: "opaws console",
  });
}
