import { type Profile, profileText } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";

/** Settings of aws-vault that lead to another profile. aws ignores them, and so does opaws. */
export const AWS_VAULT_KEYS = ["include_profile", "parent_profile"] as const;

/**
 * Returns what may surprise users of aws-vault in the chain of the profile `name`, one sentence each: settings that only
 * aws-vault reads, and an MFA device that aws-vault would take from a source profile.
 */
export function planNotes(profiles: Profiles, name: string): string[] {
  const chain = chainOf(profiles, name);
  return [
    ...chain.flatMap(unreadSettings),
    ...chain.flatMap((profile, index) => missingDevice(profile, chain.slice(index + 1))),
  ];
}

/** Returns the profiles of the `source_profile` chain of `name`, up to a loop or a missing profile. */
function chainOf(profiles: Profiles, name: string): Profile[] {
  const chain: Profile[] = [];
  for (let at: string | undefined = name; at !== undefined;) {
    const profile = profiles.all.get(at);
    if (profile === undefined || chain.includes(profile)) break;
    chain.push(profile);
    at = profileText(profile, "source_profile");
  }
  return chain;
}

function unreadSettings(profile: Profile): string[] {
  return AWS_VAULT_KEYS.filter((key) => profile.values.has(key)).map((key) =>
    `profile "${profile.name}" has ${key}, which only aws-vault reads: copy the settings of that profile`
  );
}

function missingDevice(profile: Profile, sources: readonly Profile[]): string[] {
  if (!profile.values.has("role_arn") || profile.values.has("mfa_serial")) return [];
  const source = sources.find(({ values }) => values.has("mfa_serial"));
  return source === undefined ? [] : [
    `profile "${profile.name}" names no MFA device. Only aws-vault uses the one of its source "${source.name}": add mfa_serial to "${profile.name}" if the role needs MFA`,
  ];
}
