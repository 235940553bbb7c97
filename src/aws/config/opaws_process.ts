import type { Profiles } from "./profiles.ts";
import { type Profile, profileText } from "./profile.ts";
import { shlexSplit } from "./shlex.ts";
import { nameOf } from "../../fs/path.ts";

/** The options of a `credential_process` that starts opaws. */
interface OpawsProcess {
  /** `--item`. */
  readonly item?: string;
  /** `--vault`. */
  readonly vault?: string;
  /** `--sso`: a session of IAM Identity Center. */
  readonly sso?: string;
  /** `--account`. */
  readonly account?: string;
  /** `--role`. */
  readonly role?: string;
}

/**
 * Parses the `credential_process` of `profile` if it starts opaws for this very profile (`opaws credential-process` or
 * `opaws run`); null if it starts something else, or asks for another profile.
 */
export function opawsProcess(profile: Profile | undefined): OpawsProcess | null {
  const args = profile && shlexSplit(profileText(profile, "credential_process") ?? "");
  if (!args) return null;
  const program = args.findIndex((arg) => /^opaws(\.exe|\.js)?$/.test(nameOf(arg, "windows")));
  if (program < 0 || !["credential-process", "run"].includes(args[program + 1] ?? "")) return null;
  const found: { -readonly [K in keyof OpawsProcess]: OpawsProcess[K] } & { profile?: string } = {};
  for (let at = program + 2; at < args.length && args[at] !== "--"; at++) {
    const match = /^--(item|vault|profile|sso|account|role)(?:=(.*))?$/s.exec(args[at]!);
    if (match === null) continue;
    const value = match[2] ?? args[++at];
    if (value !== undefined) found[match[1] as keyof typeof found] = value;
  }
  const { profile: requested, ...options } = found;
  return requested === undefined || requested === profile.name ? options : null;
}

/**
 * Returns `profiles` without every `credential_process` that starts opaws for its own profile. Such a profile stands
 * for an item. If it were left to the tool, opaws and the tool would ask each other without end.
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
