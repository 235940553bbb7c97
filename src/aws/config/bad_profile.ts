import { UserError } from "../../errors.ts";
import type { Profile } from "./profiles.ts";

/** The fault (78) of a profile that says `what`, with the file and the line where its `key` stands. */
export function badProfile(
  profile: Profile,
  key: string,
  what: string,
  code = "bad-profile",
): UserError {
  const origin = profile.origins.get(key);
  return new UserError({
    exit: "refused",
    code,
    cannot: `use profile ${JSON.stringify(profile.name)}`,
    because: origin ? `${what} (${origin.path}, line ${origin.line})` : what,
  });
}
