import { type Profile, profileText } from "./profile.ts";
import type { Profiles } from "./profiles.ts";

/**
 * Returns the names of the profiles that have a role of their own, and whose keys other profiles use to assume theirs. If
 * a source profile has keys in a file, botocore uses those. Without them it would assume the source's own role first, and
 * so assume all further roles as another principal.
 */
export function keySources(profiles: Profiles): Set<string> {
  const all = [...profiles.all.values()];
  const names = all.filter(assumesRole).map((each) => profileText(each, "source_profile"))
    .filter((name) => name !== undefined);
  return new Set(names.filter((name) => {
    const source = profiles.all.get(name);
    return source !== undefined && assumesRole(source) &&
      all.some((each) => each !== source && profileText(each, "source_profile") === name);
  }));
}

function assumesRole({ values }: Profile): boolean {
  return values.has("role_arn") && !values.has("web_identity_token_file");
}
