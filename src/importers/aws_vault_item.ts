import { Secret } from "../secret.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import { type Candidate, isTemporaryId, titleFor } from "./candidate.ts";
import { profileSettings } from "./credentials_file.ts";

/**
 * Returns the candidate in an entry of aws-vault called `name`; null if it has no complete access key. `text` is the JSON
 * of a keyring `Item`, whose `Data` is the JSON of the AWS SDK's `credentials.Value` in base64. Region and MFA device
 * come from the profile called `name`.
 */
export function awsVaultCandidate(
  name: string,
  text: string,
  profiles: Profiles,
): Candidate | null {
  const value = valueOf(text);
  const accessKeyId = member(value, "AccessKeyID");
  const secret = member(value, "SecretAccessKey");
  if (!accessKeyId || !secret) return null;
  const secretAccessKey = new Secret(secret);
  return {
    source: `aws-vault ${name}`,
    kind: "aws-vault",
    suggestedTitle: titleFor(name),
    accessKeyId,
    secretAccessKey,
    ...profileSettings(profiles, name),
    profile: name,
    temporary: isTemporaryId(accessKeyId) || Boolean(member(value, "SessionToken")),
  };
}

function valueOf(text: string): unknown {
  try {
    const data = Uint8Array.fromBase64(member(JSON.parse(text), "Data") ?? "");
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
}

function member(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[name];
  return typeof found === "string" ? found : undefined;
}
