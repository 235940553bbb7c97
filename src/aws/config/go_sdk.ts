import { type Profile, profileText } from "./profile.ts";
import type { Profiles } from "./profiles.ts";

/** The keys by which a profile names a provider of its own, of which the Go SDK accepts one at most. */
const PROVIDERS = [
  "source_profile",
  "credential_source",
  "credential_process",
  "web_identity_token_file",
] as const;
const NEEDS_ROLE = ["source_profile", "credential_source", "web_identity_token_file"] as const;
const SSO = ["sso_session", "sso_region", "sso_account_id", "sso_start_url", "sso_role_name"];

/**
 * Reports whether the AWS SDK for Go accepts the profile `name` in `AWS_PROFILE`. It refuses a role whose source has no
 * credentials of its own, even if the environment has keys, which it would use. Source: `setFromIniSections` in
 * `config/shared_config.go` of aws-sdk-go-v2 1.33.
 */
export function goSdkAccepts(profiles: Profiles, name: string): boolean {
  return accepted(profiles, name, new Set()) !== null;
}

/** Returns the keys of the profile that the SDK uses; null if it refuses the profile or one of its sources. */
function accepted(profiles: Profiles, name: string, seen: Set<string>): Set<string> | null {
  const profile = profiles.all.get(name);
  if (profile === undefined) return null;
  const isFirst = seen.size === 0;
  const keys = new Set([...profile.values.keys()].filter((key) => has(profile, key)));
  // A profile that sources itself stands for its own credentials there.
  if (seen.has(name)) ["role_arn", "source_profile"].forEach((key) => keys.delete(key));
  else if (!keys.has("role_arn") && NEEDS_ROLE.some((key) => keys.has(key))) return null;
  if (!isFirst && hasKeys(keys)) return keys;
  seen.add(name);
  if (PROVIDERS.filter((key) => keys.has(key)).length > 1) return null;
  if (!keys.has("source_profile")) return keys;
  const source = accepted(profiles, profileText(profile, "source_profile")!, seen);
  return source !== null && hasCredentials(source) ? keys : null;
}

function has(profile: Profile, key: string): boolean {
  return Boolean(profileText(profile, key));
}

function hasKeys(keys: ReadonlySet<string>): boolean {
  return keys.has("aws_access_key_id") && keys.has("aws_secret_access_key");
}

function hasCredentials(keys: ReadonlySet<string>): boolean {
  return hasKeys(keys) || [...PROVIDERS, ...SSO].some((key) => keys.has(key));
}
