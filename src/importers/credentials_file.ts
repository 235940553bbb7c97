import { Secret } from "../secret.ts";
import type { AwsValue } from "../aws/config/parse.ts";
import { profileName, type Profiles } from "../aws/config/profiles.ts";
import { type Candidate, type CandidateKind, isTemporaryId, titleFor } from "./candidate.ts";
import { restIn } from "../fs/path.ts";

/** Where programs that renew temporary credentials write their end: saml2aws, aws-azure-login, aws-mfa and others. */
const EXPIRY_KEYS = [
  "x_security_token_expires",
  "aws_expiration",
  "aws_credential_expiration",
  "aws_session_expiration",
  "expiration",
];

/**
 * Returns the complete access keys of the shared credentials file, then those of the config file. As in botocore
 * (`SharedCredentialProvider`, `ConfigProvider`), both halves must be in one file, and a pair in the config file counts
 * only if the credentials file has no id for that profile. `home` shortens paths to `~`.
 */
export function credentialsFileCandidates(profiles: Profiles, home: string): Candidate[] {
  const found: Candidate[] = [];
  const add = (
    name: string,
    values: ReadonlyMap<string, AwsValue>,
    source: string,
    kind: CandidateKind,
  ): void => {
    const accessKeyId = text(values, "aws_access_key_id");
    const secret = text(values, "aws_secret_access_key");
    if (!accessKeyId || !secret) return;
    const secretAccessKey = new Secret(secret);
    // As in botocore, an empty token counts as none.
    const token = text(values, "aws_session_token") || text(values, "aws_security_token");
    const expires = EXPIRY_KEYS.map((key) => text(values, key)).find(Boolean);
    found.push({
      source,
      kind,
      suggestedTitle: titleFor(name),
      accessKeyId,
      secretAccessKey,
      ...profileSettings(profiles, name),
      profile: name,
      temporary: isTemporaryId(accessKeyId) || Boolean(token),
      ...(token ? { sessionToken: new Secret(token) } : {}),
      ...(token && expires ? { expires } : {}),
    });
  };
  const shadowed = new Set<string>();
  for (const { name, values: entries } of profiles.credentialsSections) {
    const values = new Map([...entries].map(([key, entry]) => [key, entry.value]));
    if (values.has("aws_access_key_id")) shadowed.add(name);
    const path = shortPath(profiles.credentialsPath, home);
    add(name, values, `${path} [${name}]`, "credentials-file");
  }
  for (const { name: section, values: entries } of profiles.configSections) {
    const name = profileName(section);
    if (name === null || shadowed.has(name)) continue;
    const values = new Map([...entries].map(([key, entry]) => [key, entry.value]));
    add(name, values, `${shortPath(profiles.configPath, home)} [${section}]`, "config-file");
  }
  return found;
}

/** Returns the region and the MFA device of the profile `name`. As in botocore, those of `default` are not inherited. */
export function profileSettings(
  profiles: Profiles,
  name: string,
): { readonly region?: string; readonly mfaSerial?: string } {
  const values = profiles.all.get(name)?.values ?? new Map<string, AwsValue>();
  const region = text(values, "region");
  const mfaSerial = text(values, "mfa_serial");
  return { ...(region ? { region } : {}), ...(mfaSerial ? { mfaSerial } : {}) };
}

/** Returns `path` with `~` in place of the home directory. */
function shortPath(path: string, home: string): string {
  const rest = restIn(path, home);
  return rest === null ? path : `~${rest}`;
}

function text(values: ReadonlyMap<string, AwsValue>, key: string): string | undefined {
  const value = values.get(key);
  return typeof value === "string" ? value : undefined;
}
