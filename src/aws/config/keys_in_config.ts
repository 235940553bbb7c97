import { profileName, type Profiles } from "./profiles.ts";
import { Secret } from "../../secret.ts";
import type { IsStored } from "./scrub.ts";

/** An access key in the AWS config file. */
export interface ConfigKey {
  /** The profile that has it. */
  readonly profile: string;
  /** Its id. */
  readonly accessKeyId: string;
  /** The lines of the access key id and the secret access key, from 1, in ascending order. */
  readonly lines: readonly number[];
}

/** Returns the access keys in the AWS config file that a vault stores too. opaws never writes to that file. */
export function keysLeftInConfig({ configSections }: Profiles, isStored: IsStored): ConfigKey[] {
  return configSections.flatMap(({ name, values }) => {
    const profile = profileName(name);
    const pair = ["aws_access_key_id", "aws_secret_access_key"].map((key) => values.get(key));
    const [accessKeyId, secret] = pair.map((entry) => entry?.value);
    if (profile === null || typeof accessKeyId !== "string" || typeof secret !== "string") {
      return [];
    }
    if (!accessKeyId || !secret || !isStored(accessKeyId, new Secret(secret))) return [];
    const lines = pair.map((entry) => entry!.line).sort((a, b) => a - b);
    return [{ profile, accessKeyId, lines }];
  });
}
