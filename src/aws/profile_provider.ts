import { Fault } from "../fault.ts";
import type { Profile, Profiles } from "./profiles.ts";

/** Where the credentials of a profile come from, as its chain of `source_profile` says. */
export type ProfileProvider =
  /** From the item: the profile names nothing of its own. */
  | { readonly kind: "item"; readonly profile: string }
  /** From a provider of the tool's own, which opaws leaves to it. */
  | { readonly kind: "tool"; readonly profile: string; readonly provider: string }
  /** From a role that is to be assumed with the item's key. */
  | { readonly kind: "role"; readonly profile: string; readonly role: string };

const PROVIDERS: readonly (readonly [key: string, name: string])[] = [
  ["sso_session", "SSO"],
  ["sso_start_url", "SSO"],
  ["web_identity_token_file", "web identity"],
  ["credential_process", "credential_process"],
  ["credential_source", "credential_source"],
  ["login_session", "aws login"],
];

/**
 * Answers where the credentials of the profile `name` come from, following `source_profile` as botocore does
 * (`AssumeRoleProvider`). Static keys in the files count only with `staticKeys`: for a profile that the user named, they
 * are the tool's own; with none named, the bound item goes before what still lies in plaintext.
 * Faults: 66 when a named profile does not exist; 78 on a loop or on a `source_profile` that is not there.
 */
export function profileProvider(
  profiles: Profiles,
  name: string,
  staticKeys: boolean,
): ProfileProvider {
  const seen: string[] = [];
  let role: string | null = null;
  let at = name;
  for (;;) {
    const profile = profiles.all.get(at);
    if (profile === undefined) {
      if (at === "default" && seen.length === 0) return { kind: "item", profile: at };
      throw missing(at, seen.at(-1), profiles);
    }
    seen.push(at);
    const own = ownProvider(profile, staticKeys || seen.length > 1);
    if (own !== null) return { kind: "tool", profile: at, provider: own };
    const arn = text(profile, "role_arn");
    const source = text(profile, "source_profile");
    if (arn !== undefined) role ??= arn;
    if (arn === undefined || source === undefined || source === at) {
      return role === null ? { kind: "item", profile: at } : { kind: "role", profile: at, role };
    }
    if (seen.includes(source)) throw loop([...seen, source]);
    at = source;
  }
}

function ownProvider(profile: Profile, staticKeys: boolean): string | null {
  const found = PROVIDERS.find(([key]) => profile.values.has(key));
  if (found) return found[1];
  const arn = profile.values.has("role_arn") && text(profile, "source_profile") !== profile.name;
  return staticKeys && !arn && profile.values.has("aws_access_key_id")
    ? "its own access key"
    : null;
}

function text(profile: Profile, key: string): string | undefined {
  const value = profile.values.get(key);
  return typeof value === "string" ? value : undefined;
}

function missing(name: string, from: string | undefined, profiles: Profiles): Fault {
  return new Fault({
    exit: from === undefined ? "notFound" : "refused",
    code: "no-profile",
    cannot: `use profile ${JSON.stringify(from ?? name)}`,
    because: from === undefined
      ? `neither ${profiles.configPath} nor ${profiles.credentialsPath} has it`
      : `its source_profile ${JSON.stringify(name)} does not exist`,
    ...(from === undefined ? { try: "aws configure list-profiles" } : {}),
  });
}

function loop(names: readonly string[]): Fault {
  return new Fault({
    exit: "refused",
    code: "profile-loop",
    cannot: `use profile ${JSON.stringify(names[0])}`,
    because: `its chain of source_profile goes in a circle: ${names.join(" -> ")}`,
  });
}
