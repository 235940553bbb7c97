import { profileName, type Profiles } from "./profiles.ts";
import { Secret } from "../../secret.ts";
import type { IsStored } from "./scrub.ts";

/** An access key that lies in the AWS config file. */
export interface ConfigKey {
  /** The profile that has it. */
  readonly profile: string;
  /** Its id. */
  readonly accessKeyId: string;
  /** The lines on which its two halves begin, from 1, in their order. */
  readonly lines: readonly number[];
}

/** The access keys of the AWS config file, which opaws never writes, that are held. */
export function keysLeftInConfig({ configSections }: Profiles, isHeld: IsStored): ConfigKey[] {
  return configSections.flatMap(({ name, values }) => {
    const profile = profileName(name);
    const pair = ["aws_access_key_id", "aws_secret_access_key"].map((key) => values.get(key));
    const [accessKeyId, secret] = pair.map((entry) => entry?.value);
    if (profile === null || typeof accessKeyId !== "string" || typeof secret !== "string") {
      return [];
    }
    if (!accessKeyId || !secret || !isHeld(accessKeyId, new Secret(secret))) return [];
    const lines = pair.map((entry) => entry!.line).sort((a, b) => a - b);
    return [{ profile, accessKeyId, lines }];
  });
}
