import { UserError } from "../../errors.ts";
import type { Profiles } from "./profiles.ts";
import { badProfile, type Profile, profileText } from "./profile.ts";
import { type RoleConfig, roleConfig } from "./role_config.ts";

/** Where the credentials of a profile come from, as its chain of `source_profile` says. */
export type Provider =
  /** From the item: nothing in the chain names another provider. `profile` is the one at the chain's end. */
  | { readonly kind: "item"; readonly profile: string }
  /** From a provider of the tool's own at the chain's end, which opaws leaves to it. */
  | { readonly kind: "tool"; readonly profile: string; readonly provider: string }
  /**
   * From roles to be assumed one from the other, the first with the item behind `profile` at the chain's end, the
   * last being the role of the profile that was asked for.
   */
  | { readonly kind: "role"; readonly profile: string; readonly steps: readonly RoleConfig[] };

type Named = readonly (readonly [key: string, name: string])[];
/** What botocore asks before the keys of the credentials file, and what between those and the keys of the config file. */
const BEFORE_KEYS: Named = [
  ["web_identity_token_file", "web identity"],
  ["sso_session", "SSO"],
  ["sso_start_url", "SSO"],
  ["sso_account_id", "SSO"],
  ["sso_role_name", "SSO"],
];
const BETWEEN_KEYS: Named = [
  ["login_session", "aws login"],
  ["credential_process", "credential_process"],
];

const STATIC_KEYS = ["aws_access_key_id", "aws_secret_access_key"] as const;

/** The keys by which a profile names a provider of the tool's own. */
export const PROVIDER_KEYS: readonly string[] = [
  ...[...BEFORE_KEYS, ...BETWEEN_KEYS].map(([key]) => key),
  ...STATIC_KEYS,
  "credential_source",
];

/**
 * Answers where the credentials of the profile `name` come from, in the order in which botocore looks
 * (`AssumeRoleProvider`, `ProfileProviderBuilder`): a role first, then the providers, then static keys; in a source
 * profile the static keys go before a role. A role without a source, or with itself as its source, is assumed with
 * the item. `source_profile` without a role leads on to the profile whose item it is.
 *
 * Static keys of `name` itself count only with `staticKeys`, that is when the user named the profile for this command:
 * they are then the tool's own affair. A profile that nobody named (`default`) or only a binding names may still have
 * its keys in plaintext after an import, and there the bound item goes first. In a source profile they always count.
 *
 * Faults: 66 when a named profile does not exist, a missing `default` being an empty one, as a
 * source too, for its keys may be in the vault alone; 78, as botocore refuses them,
 * on a loop, a `source_profile` that is not there, half a key pair, or both kinds of source at once.
 */
export function findProvider(
  profiles: Profiles,
  name: string,
  staticKeys: boolean,
): Provider {
  const chain: Profile[] = [];
  for (let at = name;;) {
    const profile = profiles.all.get(at);
    if (profile === undefined) {
      if (at === "default") return ending(chain, at);
      if (chain.length > 0) throw missingSource(chain.at(-1)!, at);
      throw missing(at, profiles);
    }
    chain.push(profile);
    const provider = ownProvider(profile, profiles, chain.length > 1, staticKeys);
    if (provider !== null) return { kind: "tool", profile: at, provider };
    const source = profileText(profile, "source_profile");
    if (source === undefined || source === at || !leadsOn(profiles, profile, source)) break;
    if (chain.some((each) => each.name === source)) throw loop(chain, source);
    at = source;
  }
  return ending(chain, chain.at(-1)!.name);
}

/**
 * The end of a chain that no provider of the tool's own serves. A profile that sources itself stands for its item when
 * another sources it: its own role is not assumed then, as botocore does not where its keys are in the file.
 */
function ending(chain: readonly Profile[], profile: string): Provider {
  const assumed = chain.filter((each, index) =>
    index === 0 || profileText(each, "source_profile") !== each.name
  );
  const steps = assumed.map(roleConfig).filter((step) => step !== null).reverse();
  return steps.length === 0 ? { kind: "item", profile } : { kind: "role", profile, steps };
}

/** botocore follows a source for a role alone; without one we go on only to a profile that stands for an item. */
function leadsOn(profiles: Profiles, profile: Profile, source: string): boolean {
  if (profile.values.has("role_arn")) return true;
  const next = profiles.all.get(source);
  return next !== undefined && !next.values.has("role_arn") &&
    ownProvider(next, profiles, false, true) === null;
}

/** In the order of botocore's `ProfileProviderBuilder.providers`: half a key pair counts only where it is come to. */
function ownProvider(
  profile: Profile,
  profiles: Profiles,
  isSource: boolean,
  staticKeys: boolean,
): string | null {
  const { values, origins } = profile;
  const assumes = values.has("role_arn") && !values.has("web_identity_token_file");
  const counts = isSource ||
    staticKeys && (!assumes || profileText(profile, "source_profile") === profile.name);
  const keyFile = STATIC_KEYS.map((key) => origins.get(key)?.path).find((path) => path);
  if (assumes && !(isSource && keyFile !== undefined)) {
    const source = credentialSource(profile);
    if (!counts || keyFile === undefined) return source;
  }
  const named = (all: Named) => all.find(([key]) => values.has(key))?.[1];
  const ownKeys = () => counts && hasStaticKeys(profile, isSource) ? "its own access key" : null;
  const earlyKeys = () => keyFile === profiles.credentialsPath ? ownKeys() : null;
  return named(BEFORE_KEYS) ?? earlyKeys() ?? named(BETWEEN_KEYS) ?? ownKeys();
}

function credentialSource(profile: Profile): string | null {
  if (!profile.values.has("credential_source")) return null;
  if (!profile.values.has("source_profile")) return "credential_source";
  const what = "it has both source_profile and credential_source";
  throw badProfile(profile, "credential_source", what);
}

/** botocore overlooks a lone secret outside a source profile. */
function hasStaticKeys(profile: Profile, isSource: boolean): boolean {
  const [id, secret] = STATIC_KEYS.map((key) => profile.values.has(key));
  if (id === secret) return id!;
  if (!id && !isSource) return false;
  const [has, lacks] = id ? STATIC_KEYS : STATIC_KEYS.toReversed();
  throw badProfile(profile, has!, `it has ${has} but no ${lacks}`);
}

function missing(name: string, profiles: Profiles): UserError {
  const { configSections, credentialsSections, configPath, credentialsPath } = profiles;
  const bare = configSections.find((section) => section.name === name);
  const worded = credentialsSections.find((section) => section.name === `profile ${name}`);
  return new UserError({
    exit: "notFound",
    code: "no-profile",
    cannot: `use profile ${JSON.stringify(name)}`,
    because: bare !== undefined
      ? `section [${name}] is no profile, which would be [profile ${name}] (${configPath}, line ${bare.line})`
      : worded !== undefined
      ? `section [profile ${name}] would be [${name}] in the credentials file (${credentialsPath}, line ${worded.line})`
      : `neither ${configPath} nor ${credentialsPath} has it`,
    try: "aws configure list-profiles",
  });
}

function missingSource(profile: Profile, source: string): UserError {
  const what = `its source_profile ${JSON.stringify(source)} does not exist`;
  return badProfile(profile, "source_profile", what, "no-profile");
}

function loop(chain: readonly Profile[], source: string): UserError {
  const names = [...chain.map((each) => each.name), source];
  const what = `its chain of source_profile goes in a circle: ${names.join(" -> ")}`;
  return badProfile(chain[0]!, "source_profile", what, "profile-loop");
}

/**
 * Answers what holds when an item takes the place of `provider`, at the end of the chain of the profile `name`, because
 * the user named that item: the roles on the way are assumed with it. So is the role of the profile at the end itself,
 * but not where botocore would not assume it either, for keys of a source go before it, or where it comes by web identity.
 * Faults as `findProvider`.
 */
export function replaceWithItem(
  profiles: Profiles,
  name: string,
  provider: Provider & { readonly kind: "tool" },
): Provider {
  const end = profiles.all.get(provider.profile)!;
  const values = new Map(end.values);
  for (const key of [...PROVIDER_KEYS, "source_profile"]) values.delete(key);
  if (!assumesRole(end, end.name !== name)) values.delete("role_arn");
  const all = new Map(profiles.all).set(end.name, { ...end, values });
  return findProvider({ ...profiles, all }, name, false);
}

function assumesRole({ values }: Profile, isSource: boolean): boolean {
  const hasKeys = values.has("aws_access_key_id") || values.has("aws_secret_access_key");
  return !values.has("web_identity_token_file") && !(isSource && hasKeys);
}
