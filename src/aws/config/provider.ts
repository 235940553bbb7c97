import { UserError } from "../../errors.ts";
import type { Profiles } from "./profiles.ts";
import { badProfile, type Profile, profileText } from "./profile.ts";
import { type RoleConfig, roleConfig } from "./role_config.ts";

/** Where the credentials of a profile come from. `profile` is the last one of its `source_profile` chain. */
export type Provider =
  /** The item: no profile of the chain names another provider. */
  | { readonly kind: "item"; readonly profile: string }
  /** A provider that opaws leaves to the tool, named by the last profile. */
  | { readonly kind: "tool"; readonly profile: string; readonly provider: string }
  /**
   * Roles, each assumed with the credentials of the one before. The first is assumed with the item; the last is the
   * role of the profile that was asked for.
   */
  | { readonly kind: "role"; readonly profile: string; readonly steps: readonly RoleConfig[] };

/** The keys that select a provider, what messages call it, and whether an empty value selects it too. */
interface ProviderKeys {
  readonly keys: readonly string[];
  readonly name: string;
  readonly evenEmpty: boolean;
}

/**
 * Providers that botocore tries before the access key in the credentials file. `AssumeRoleWithWebIdentityProvider`
 * ignores an empty path; `SSOProvider` ignores a profile with neither an account nor a role.
 */
const BEFORE_CREDENTIALS_FILE: readonly ProviderKeys[] = [
  { keys: ["web_identity_token_file"], name: "web identity", evenEmpty: false },
  { keys: ["sso_account_id", "sso_role_name"], name: "SSO", evenEmpty: true },
];

/** Providers that botocore tries after the access key in the credentials file and before the one in the config file. */
const BEFORE_CONFIG_FILE: readonly ProviderKeys[] = [
  { keys: ["login_session"], name: "aws login", evenEmpty: true },
  { keys: ["credential_process"], name: "credential_process", evenEmpty: true },
];

const STATIC_KEYS = ["aws_access_key_id", "aws_secret_access_key"] as const;

/** Every key by which a profile selects a provider that opaws leaves to the tool. */
const PROVIDER_KEYS: readonly string[] = [
  ...[...BEFORE_CREDENTIALS_FILE, ...BEFORE_CONFIG_FILE].flatMap(({ keys }) => keys),
  ...STATIC_KEYS,
  "credential_source",
];

/**
 * Returns where the credentials of the profile `name` come from. Looks in botocore's order (`AssumeRoleProvider`,
 * `ProfileProviderBuilder`): the role first, then other providers, then the static keys. In a source profile the static
 * keys come before its role. A role without a source, or whose source is itself, is assumed with the item. A
 * `source_profile` without a role leads to the profile whose item is used.
 *
 * The static keys of `name` itself count only if `staticKeys` is set: the user named the profile for this command, so
 * its keys are left to the tool. After an import, the default profile or a binding's profile may still have its keys in
 * plaintext, and there the bound item takes precedence. The static keys of a source profile always count.
 *
 * `hasItem` reports whether an item is mapped to a profile. As a source, such a profile ends the chain, as its keys in the
 * file would: its own role is not assumed.
 *
 * A missing `default` is an empty profile, also as a source: its keys may be in the vault only.
 *
 * @throws UserError (66, not found) if another profile does not exist; (78, refused), where botocore refuses too, on a
 * loop, a missing `source_profile`, half a key pair, or both kinds of source at once.
 */
export function findProvider(
  profiles: Profiles,
  name: string,
  staticKeys: boolean,
  hasItem: (profile: string) => boolean = () => false,
): Provider {
  const chain: Profile[] = [];
  for (let at = name;;) {
    const profile = profiles.all.get(at);
    if (profile === undefined) {
      if (at === "default") return endOfChain(chain, at);
      throw chain.length > 0 ? missingSource(chain.at(-1)!, at) : missingProfile(at, profiles);
    }
    if (chain.length > 0 && hasItem(at)) return endOfChain(chain, at);
    chain.push(profile);
    const provider = providerOf(profile, profiles, chain.length > 1, staticKeys);
    if (provider !== null) return { kind: "tool", profile: at, provider };
    const source = sourceProfile(profile);
    if (source === undefined || source === at || !leadsOn(profiles, profile, source)) break;
    if (chain.some((each) => each.name === source)) throw loop(chain, source);
    at = source;
  }
  return endOfChain(chain, chain.at(-1)!.name);
}

/**
 * Returns the provider of a chain that ends in the item. A source profile that sources itself stands for its item: its
 * own role is not assumed. botocore does not assume it either if its keys are in the file, and never a role next to
 * `web_identity_token_file`, even if that is empty.
 */
function endOfChain(chain: readonly Profile[], profile: string): Provider {
  const assumed = chain.filter((each, index) =>
    !each.values.has("web_identity_token_file") &&
    (index === 0 || profileText(each, "source_profile") !== each.name)
  );
  const steps = assumed.map(roleConfig).filter((step) => step !== null).reverse();
  return steps.length === 0 ? { kind: "item", profile } : { kind: "role", profile, steps };
}

/** botocore follows `source_profile` only for a role. Without a role, opaws follows it only to a profile of an item. */
function leadsOn(profiles: Profiles, profile: Profile, source: string): boolean {
  if (profile.values.has("role_arn")) return true;
  const next = profiles.all.get(source);
  return next !== undefined && !next.values.has("role_arn") &&
    providerOf(next, profiles, false, true) === null;
}

/**
 * Returns the name of the provider that `profile` itself selects; null if there is none. The order is that of botocore's
 * `ProfileProviderBuilder.providers`, so half a key pair is an error only if no earlier provider applies.
 */
function providerOf(
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
  const first = (all: readonly ProviderKeys[]) =>
    all.find(({ keys, evenEmpty }) =>
      keys.some((key) => evenEmpty ? values.has(key) : values.get(key))
    )?.name;
  if (assumes && !(isSource && keyFile !== undefined)) {
    const source = credentialSource(profile);
    const sourcesItself = profileText(profile, "source_profile") === profile.name;
    // Such a profile takes the credentials for its role from its own first provider.
    if (sourcesItself && first(BEFORE_CREDENTIALS_FILE)) return first(BEFORE_CREDENTIALS_FILE)!;
    if (!counts || keyFile === undefined) return source;
  }
  const ownKeys = () => counts && hasStaticKeys(profile, isSource) ? "its own access key" : null;
  const earlyKeys = () => keyFile === profiles.credentialsPath ? ownKeys() : null;
  return first(BEFORE_CREDENTIALS_FILE) ?? earlyKeys() ?? first(BEFORE_CONFIG_FILE) ?? ownKeys();
}

function credentialSource(profile: Profile): string | null {
  if (!profile.values.has("credential_source")) return null;
  if (!profile.values.has("source_profile")) return "credential_source";
  const why = "it has both source_profile and credential_source";
  throw badProfile(profile, "credential_source", why);
}

/** Returns `source_profile`. botocore fails on a nested block there, but only if the profile has a role. */
function sourceProfile(profile: Profile): string | undefined {
  const source = profile.values.get("source_profile");
  if (source === undefined || typeof source === "string") return source;
  if (!profile.values.has("role_arn")) return undefined;
  throw badProfile(profile, "source_profile", "source_profile is a nested block, not a string");
}

/** Reports whether `profile` has a key pair. botocore ignores a secret key without an id, except in a source profile. */
function hasStaticKeys(profile: Profile, isSource: boolean): boolean {
  const [id, secret] = STATIC_KEYS.map((key) => profile.values.has(key));
  if (id === secret) return id!;
  if (!id && !isSource) return false;
  const [has, lacks] = id ? STATIC_KEYS : STATIC_KEYS.toReversed();
  throw badProfile(profile, has!, `it has ${has} but no ${lacks}`);
}

function missingProfile(name: string, profiles: Profiles): UserError {
  const { configSections, credentialsSections, configPath, credentialsPath } = profiles;
  const bare = configSections.find((section) => section.name === name);
  const prefixed = credentialsSections.find((section) => section.name === `profile ${name}`);
  const unquoted = configSections.find((section) => isUnquoted(section.name, name));
  return new UserError({
    exit: "notFound",
    code: "no-profile",
    cannot: `use profile ${JSON.stringify(name)}`,
    because: bare !== undefined
      ? `section [${name}] is not a profile; write [profile ${name}] (${configPath}, line ${bare.line})`
      : prefixed !== undefined
      ? `the credentials file has section [profile ${name}]; write [${name}] (${credentialsPath}, line ${prefixed.line})`
      : unquoted !== undefined
      ? `section [${unquoted.name}] lacks quotation marks; write [profile "${name}"] (${configPath}, line ${unquoted.line})`
      : `neither ${configPath} nor ${credentialsPath} has it`,
    try: "opaws profile list",
  });
}

/** Reports whether the section `[profile NAME]` has several words for a name, which needs quotation marks. */
function isUnquoted(section: string, name: string): boolean {
  const words = /^profile\s+(.*)$/s.exec(section)?.[1];
  return words !== undefined && words !== "" && /\s/.test(name) &&
    words.replace(/\s+/g, " ") === name.replace(/\s+/g, " ");
}

function missingSource(profile: Profile, source: string): UserError {
  const why = `its source_profile ${JSON.stringify(source)} does not exist`;
  return badProfile(profile, "source_profile", why, "no-profile");
}

function loop(chain: readonly Profile[], source: string): UserError {
  const names = [...chain.map((each) => each.name), source];
  const why = `its source_profile chain is a loop: ${names.join(" -> ")}`;
  return badProfile(chain[0]!, "source_profile", why, "profile-loop");
}

/**
 * Returns the provider of the profile `name` if the user names an item that replaces `provider`, the one that was found:
 * the roles of the chain are then assumed with the item. The role of the last profile is among them, unless botocore
 * would not assume it either (the keys of a source come before its role), or it is assumed by web identity.
 *
 * @throws UserError as {@linkcode findProvider} does.
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
