import { UserError } from "../../errors.ts";
import type { AwsValue } from "./parse.ts";

/** A profile: its values by key, config and credentials file merged. */
export interface Profile {
  /** Its name. */
  readonly name: string;
  /** Its values; a nested block is a map. */
  readonly values: ReadonlyMap<string, AwsValue>;
  /** Where each of its values stands. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** Where a value stands. */
export interface Origin {
  /** The file. */
  readonly path: string;
  /** The line of the key in it, from 1. */
  readonly line: number;
}

/** The value of `key` when it is a text, not a nested block. */
export function profileText(profile: Profile, key: string): string | undefined {
  const value = profile.values.get(key);
  return typeof value === "string" ? value : undefined;
}

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
    details: { profile: profile.name, ...origin },
  });
}
