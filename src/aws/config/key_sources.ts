import { type Profile, profileText } from "./profile.ts";
import type { Profiles } from "./profiles.ts";

/**
 * Returns the names of the profiles whose keys other profiles' roles are assumed with although they have a role of their
 * own. As long as their keys are in a file, botocore uses those; without them it would assume their own role first, which
 * makes another principal of everything that builds on them.
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
