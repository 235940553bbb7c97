import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
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
  const keys: string[] = [];
  const { region, url, useGlobalEndpoint, useFips, useDualstack } = endpoint;
  let parts: unknown = [accessKey.accessKeyId, accessKey.secretAccessKey.reveal(), url];
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
