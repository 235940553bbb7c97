import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { RoleCredentialsCall } from "../aws/sso/call.ts";
import type { StsCall } from "../aws/sts/call.ts";

/**
 * Returns the cache key of each call's session. It consists of everything that shapes the session: the access key, every
 * argument of this call and of those before it, MFA, and the endpoint. Two runs share a session only if they compute the
 * same key, so an edited config file or a new access key never gets an old session. A GetSessionToken session is valid in
 * every region unless it comes from the global endpoint, so its key has no region and one code serves all profiles. The
 * keys contain a secret and are never stored.
 */
export function sessionCacheKeys(
  calls: readonly StsCall[],
  accessKey: Credentials,
  endpoint: ServiceEndpoint,
): string[] {
  const start = [accessKey.accessKeyId, accessKey.secretAccessKey.reveal(), endpoint.url];
  return chainKeys(start, calls, endpoint);
}

/**
 * Returns the cache key of the credentials of a role of IAM Identity Center, and then those of the sessions in `chain`,
 * which are made with them. The credentials change each hour, so they are not part of a key: the session where the person
 * signs in, the account and the role are.
 */
export function ssoCacheKeys(
  { label, startUrl, region }: {
    readonly label: string;
    readonly startUrl: string;
    readonly region: string;
  },
  { call, account, role }: RoleCredentialsCall,
  chain: readonly StsCall[],
  endpoint: ServiceEndpoint,
): string[] {
  const start = ["sso", label, startUrl, region, call, account, role];
  return [JSON.stringify(start), ...chainKeys([start, endpoint.url], chain, endpoint)];
}

function chainKeys(
  start: unknown,
  calls: readonly StsCall[],
  { region, useGlobalEndpoint, useFips, useDualstack }: ServiceEndpoint,
): string[] {
  const keys: string[] = [];
  let parts = start;
  for (const call of calls) {
    const location = call.call === "AssumeRole"
      ? [region, useGlobalEndpoint, useFips, useDualstack]
      : [useGlobalEndpoint];
    parts = [parts, location, argumentsOf(call)];
    keys.push(JSON.stringify(parts));
  }
  return keys;
}

function argumentsOf(call: StsCall): unknown[] {
  if (call.call === "GetSessionToken") return [call.call, call.durationSeconds, call.mfa];
  const { step } = call;
  return [
    call.call,
    step.role,
    step.sessionName ?? null,
    step.externalId ?? null,
    call.durationSeconds,
    call.mfa,
    step.sourceIdentity ?? null,
    step.tags ?? null,
    step.transitiveTags ?? null,
  ];
}
