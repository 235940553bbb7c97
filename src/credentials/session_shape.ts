import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { StsCall } from "../aws/sts/call.ts";

/**
 * Answers, for each of `calls`, a text that differs whenever its result could: it holds the access key, every argument
 * of the call and of those before it, MFA, and where STS is. A session of the user's own serves in every region, unless
 * the global endpoint made it, so that one code serves all profiles. Two runs share a session when these texts are the same, so
 * an edited config file or a new access key never gets an old session. The texts hold a secret and are never stored.
 */
export function sessionShapes(
  calls: readonly StsCall[],
  accessKey: Credentials,
  endpoint: ServiceEndpoint,
): string[] {
  const shapes: string[] = [];
  const { region, url, useGlobalEndpoint, useFips, useDualstack } = endpoint;
  let before: unknown = [accessKey.accessKeyId, accessKey.secretAccessKey.reveal(), url];
  for (const call of calls) {
    const where = call.call === "AssumeRole"
      ? [region, useGlobalEndpoint, useFips, useDualstack]
      : [useGlobalEndpoint];
    before = [before, where, shapeOf(call)];
    shapes.push(JSON.stringify(before));
  }
  return shapes;
}

function shapeOf(call: StsCall): unknown[] {
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
