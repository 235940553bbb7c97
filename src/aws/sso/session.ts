import type { AwsValue } from "../config/parse.ts";
import type { Profiles } from "../config/profiles.ts";

/** A session of IAM Identity Center: where a person signs in once, for all roles. */
export interface SsoSession {
  /** The name of its `[sso-session]`, or the one that opaws keeps; null for the start URL of a legacy profile. */
  readonly name: string | null;
  /** The start URL: `https://acme.awsapps.com/start`. */
  readonly startUrl: string;
  /** The region of Identity Center, which need not be the region of any command. */
  readonly region: string;
  /** What the token may be used for (`sso_registration_scopes`). */
  readonly scopes: readonly string[];
  /** Whether opaws keeps it; otherwise it is in the AWS config files. */
  readonly kept: boolean;
}

/** A role of a profile that uses IAM Identity Center. */
export interface SsoProfile {
  /** Where it signs in. */
  readonly session: SsoSession;
  /** `sso_account_id`. */
  readonly account: string;
  /** `sso_role_name`. */
  readonly role: string;
}

/** The scope without which a token reads no accounts and roles; the AWS CLI's default too. */
export const DEFAULT_SCOPES: readonly string[] = ["sso:account:access"];

/** Returns the name of `session` for people and for `opaws sso login`. */
export function sessionLabel({ name, startUrl }: SsoSession): string {
  return name ?? startUrl;
}

/**
 * Returns the role of Identity Center that the profile `name` selects; null if it selects none, or if botocore would
 * refuse its settings (`SSOProvider._load_sso_config`): a setting is missing, its `sso_session` does not exist, or the two
 * contradict each other. Such a profile is left to the tool, whose error says what is wrong.
 */
export function ssoProfile(profiles: Profiles, name: string): SsoProfile | null {
  const values = profiles.all.get(name)?.values;
  if (values === undefined) return null;
  const account = text(values, "sso_account_id");
  const role = text(values, "sso_role_name");
  const session = profileSession(profiles, values);
  return account && role && session ? { session, account, role } : null;
}

/** Returns the `[sso-session]` called `name`; null if it does not exist or is not complete. */
export function configSession(profiles: Profiles, name: string): SsoSession | null {
  const values = profiles.ssoSessions.get(name);
  const startUrl = values && text(values, "sso_start_url");
  const region = values && text(values, "sso_region");
  if (!startUrl || !region) return null;
  const scopes = splitScopes(text(values, "sso_registration_scopes") ?? "");
  return {
    name,
    startUrl,
    region,
    scopes: scopes.length === 0 ? DEFAULT_SCOPES : scopes,
    kept: false,
  };
}

/** Returns the sessions of the AWS config files: each complete `[sso-session]`, then the start URLs of legacy profiles. */
export function configSessions(profiles: Profiles): SsoSession[] {
  const named = [...profiles.ssoSessions.keys()].map((name) => configSession(profiles, name));
  const legacy = new Map<string, SsoSession>();
  for (const { values } of profiles.all.values()) {
    const session = values.has("sso_session") ? null : profileSession(profiles, values);
    if (session !== null) legacy.set(session.startUrl, session);
  }
  return [...named.filter((session) => session !== null), ...legacy.values()];
}

/** Returns the scopes in `list`, which has commas between them. */
export function splitScopes(list: string): string[] {
  return list.split(",").map((scope) => scope.trim()).filter((scope) => scope !== "");
}

function profileSession(
  profiles: Profiles,
  values: ReadonlyMap<string, AwsValue>,
): SsoSession | null {
  if (!values.has("sso_session")) {
    const startUrl = text(values, "sso_start_url");
    const region = text(values, "sso_region");
    return startUrl && region
      ? { name: null, startUrl, region, scopes: DEFAULT_SCOPES, kept: false }
      : null;
  }
  const name = text(values, "sso_session");
  const section = name === undefined ? undefined : profiles.ssoSessions.get(name);
  if (name === undefined || section === undefined) return null;
  for (const [key, value] of section) {
    if (values.has(key) && values.get(key) !== value) return null;
  }
  return configSession(profiles, name);
}

function text(values: ReadonlyMap<string, AwsValue>, key: string): string | undefined {
  const value = values.get(key);
  return typeof value === "string" ? value : undefined;
}
