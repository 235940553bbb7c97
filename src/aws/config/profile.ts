import { UserError } from "../../errors.ts";
import type { AwsValue } from "./parse.ts";

/** A profile of the AWS config files: the values of both files, merged. */
export interface Profile {
  /** Its name. */
  readonly name: string;
  /** Its values by key; a nested block is a map. */
  readonly values: ReadonlyMap<string, AwsValue>;
  /** Where each value was read, by key. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** Where a value was read. */
export interface Origin {
  /** The file. */
  readonly path: string;
  /** The line of the key, from 1. */
  readonly line: number;
}

/** Returns the value of `key`; undefined if it is missing or a nested block. */
export function profileText(profile: Profile, key: string): string | undefined {
  const value = profile.values.get(key);
  return typeof value === "string" ? value : undefined;
}

/** Returns the error (78, refused) that `profile` cannot be used because of `why`, with the file and line of `key`. */
export function badProfile(
  profile: Profile,
  key: string,
  why: string,
  code = "bad-profile",
): UserError {
  const origin = profile.origins.get(key);
  return new UserError({
    exit: "refused",
    code,
    cannot: `use profile ${JSON.stringify(profile.name)}`,
    because: origin ? `${why} (${origin.path}, line ${origin.line})` : why,
    details: { profile: profile.name, ...origin },
  });
}
