import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import { type Candidate, isTemporaryId, titleFor } from "./candidate.ts";

const PAIRS: readonly (readonly [id: string, secret: string])[] = [
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ["AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY"],
  ["AWS_ACCESS_KEY", "AWS_SECRET_KEY"],
  ["AWS_ACCESS_KEY", "AWS_ACCESS_SECRET"],
];

/** Returns the complete access keys in the environment, under the four pairs of names that tools use. */
export function environmentCandidates(host: Pick<Host, "env">): Candidate[] {
  const region = host.env("AWS_REGION") || host.env("AWS_DEFAULT_REGION");
  const token = host.env("AWS_SESSION_TOKEN") || host.env("AWS_SECURITY_TOKEN");
  const expires = host.env("AWS_CREDENTIAL_EXPIRATION");
  const found: Candidate[] = [];
  for (const [idName, secretName] of PAIRS) {
    const accessKeyId = host.env(idName);
    const secret = host.env(secretName);
    if (!accessKeyId || !secret) continue;
    const secretAccessKey = new Secret(secret);
    found.push({
      source: `environment variables ${idName} and ${secretName}`,
      kind: "environment",
      suggestedTitle: titleFor(),
      accessKeyId,
      secretAccessKey,
      ...(region ? { region } : {}),
      temporary: Boolean(token) || isTemporaryId(accessKeyId),
      ...(token ? { sessionToken: new Secret(token) } : {}),
      ...(token && expires ? { expires } : {}),
    });
  }
  return found;
}
