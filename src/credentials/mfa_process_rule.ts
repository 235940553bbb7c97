import { profileText } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import { UserError } from "../errors.ts";
import { type UntrustedFile, untrustedFile } from "../exec/program_trust.ts";
import type { Config } from "../scope/config.ts";
import { getSetting } from "../scope/settings.ts";

/** What decides whether opaws runs an `mfa_process`. */
export interface MfaProcessFacts {
  /** Whether the user allowed it: `mfa.allowProcess`. */
  readonly isAllowed: boolean;
  /** The AWS files with an `mfa_process` that another user could write, by path: why, and the command that fixes it. */
  readonly untrusted: Readonly<Record<string, UntrustedFile>>;
}

/** An `mfa_process` that the plan may run, and whether opaws runs it. */
export interface PlannedMfaProcess {
  /** The profile that names it. */
  readonly profile: string;
  /** The command line. */
  readonly command: string;
  /** Why opaws does not run it; null if it does. */
  readonly refusal: UntrustedFile | null;
}

/**
 * Gathers {@linkcode MfaProcessFacts}. Looks at the files only if a profile names an `mfa_process`.
 *
 * @throws UserError (78, refused) if the setting has a wrong value.
 */
export function mfaProcessFacts(config: Config, profiles: Profiles): MfaProcessFacts {
  const paths = [...profiles.all.values()].flatMap(({ origins }) =>
    origins.get("mfa_process")?.path ?? []
  );
  const untrusted: Record<string, UntrustedFile> = Object.create(null);
  for (const path of new Set(paths)) {
    const problem = untrustedFile(path);
    if (problem !== null) untrusted[path] = problem;
  }
  const isAllowed = paths.length > 0 && getSetting(config, "mfa.allowProcess") === true;
  return { isAllowed, untrusted };
}

/**
 * Returns the `mfa_process` of each of the profiles `names` that has one. opaws runs such a command only if the user has
 * allowed it and nobody else can write the file that it is in, because that file chooses the program that runs as the user.
 */
export function plannedMfaProcesses(
  names: readonly string[],
  profiles: Profiles,
  { isAllowed, untrusted }: MfaProcessFacts,
): PlannedMfaProcess[] {
  return names.flatMap((name): PlannedMfaProcess[] => {
    const profile = profiles.all.get(name);
    const command = profile && profileText(profile, "mfa_process");
    if (!command) return [];
    const path = profile.origins.get("mfa_process")?.path ?? "";
    const refusal = untrusted[path] ?? (isAllowed ? null : {
      because: "mfa.allowProcess is not set",
      fix: "opaws config set mfa.allowProcess true",
    });
    return [{ profile: name, command, refusal }];
  });
}

/** Throws UserError (78, refused) if opaws does not run `command`, one of `planned`. */
export function checkMfaProcess(planned: readonly PlannedMfaProcess[], command: string): void {
  const found = planned.filter((each) => each.command === command);
  const refused = found.find(({ refusal }) => refusal !== null);
  if (found.length > 0 && refused === undefined) return;
  const { because = "it is not part of the plan", fix = null } = refused?.refusal ?? {};
  throw new UserError({
    exit: "refused",
    code: "mfa-process-refused",
    cannot: `run the mfa_process${refused ? ` of profile ${JSON.stringify(refused.profile)}` : ""}`,
    because,
    ...(fix === null ? {} : { try: fix }),
  });
}
