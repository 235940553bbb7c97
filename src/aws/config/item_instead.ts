import { findProvider, type Provider, PROVIDER_KEYS } from "./provider.ts";
import type { Profile, Profiles } from "./profiles.ts";

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
