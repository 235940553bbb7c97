import type { Profiles } from "./profiles.ts";
import { type Profile, profileText } from "./profile.ts";
import { shlexSplit } from "./shlex.ts";

/** What a `credential_process` that starts opaws asks it for. */
export interface OpawsProcess {
  /** `--item`. */
  readonly item?: string;
  /** `--vault`. */
  readonly vault?: string;
}

/**
 * Answers what the `credential_process` of `profile` asks of opaws, when it starts opaws for just this profile
 * (`opaws credential-process`, `opaws run`); null when it starts something else, or asks for another profile.
 */
export function opawsProcess(profile: Profile | undefined): OpawsProcess | null {
  const words = profile && shlexSplit(profileText(profile, "credential_process") ?? "");
  if (!words) return null;
  const program = words.findIndex((word) => /(^|[\\/])opaws(\.exe|\.js)?$/.test(word));
  if (program < 0 || !["credential-process", "run"].includes(words[program + 1] ?? "")) return null;
  const found: { item?: string; vault?: string; profile?: string } = {};
  for (let at = program + 2; at < words.length && words[at] !== "--"; at++) {
    const match = /^--(item|vault|profile)(?:=(.*))?$/s.exec(words[at]!);
    if (match === null) continue;
    const value = match[2] ?? words[++at];
    if (value !== undefined) found[match[1] as "item" | "vault" | "profile"] = value;
  }
  const { profile: asked, ...own } = found;
  return asked === undefined || asked === profile.name ? own : null;
}

/**
 * `profiles` without the `credential_process` that starts opaws for its own profile. Such a profile stands for an item:
 * to leave it to its process would be to ask opaws, which asks the profile, which asks opaws, without end.
 */
export function withoutOpawsProcesses(profiles: Profiles): Profiles {
  const all = new Map(profiles.all);
  for (const [name, profile] of profiles.all) {
    if (!profile.values.has("credential_process") || opawsProcess(profile) === null) continue;
    const values = new Map(profile.values);
    values.delete("credential_process");
    all.set(name, { ...profile, values });
  }
  return { ...profiles, all };
}
