import type { Profiles } from "../../aws/config/profiles.ts";
import {
  configSession,
  configSessions,
  DEFAULT_SCOPES,
  sessionLabel,
  type SsoSession,
} from "../../aws/sso/session.ts";
import { UserError } from "../../errors.ts";
import type { Config } from "../../scope/config.ts";
import { keptSession, keptSessions } from "../../scope/sso_sessions.ts";

/** Where sessions of IAM Identity Center are described. */
interface SessionSources {
  /** The AWS config files. */
  readonly profiles: Profiles;
  /** The settings, with the sessions that opaws keeps. */
  readonly config: Config;
}

/**
 * Returns the session called `label`: an `[sso-session]`, one that opaws keeps, or the start URL of a legacy profile. The
 * AWS config file takes precedence, because the tools read it too. Returns null if there is none.
 *
 * @throws UserError (78) as `keptSession` does.
 */
export function findSession(
  { profiles, config }: SessionSources,
  label: string,
): SsoSession | null {
  return configSession(profiles, label) ?? fromConfig(config, label) ??
    configSessions(profiles).find((each) => sessionLabel(each) === label) ?? null;
}

/** Returns all sessions that {@linkcode findSession} finds. Throws as it does. */
export function allSessions({ profiles, config }: SessionSources): SsoSession[] {
  const found = configSessions(profiles);
  const names = new Set(found.map(sessionLabel));
  const kept = keptSessions(config).flatMap(([name]) => fromConfig(config, name) ?? []);
  return [...found, ...kept.filter(({ name }) => !names.has(name!))];
}

/** Returns the error (66, not found) that no session is called `label`. */
export function noSession(label: string): UserError {
  const isUrl = label.startsWith("https://");
  return new UserError({
    exit: "notFound",
    code: "no-sso-session",
    cannot: `find session ${JSON.stringify(label)} of IAM Identity Center`,
    because: isUrl
      ? "no profile has this start URL, and opaws keeps no session with this name"
      : "the AWS config file has no such [sso-session], and opaws keeps none with this name",
    try: "opaws sso status",
  });
}

function fromConfig(config: Config, name: string): SsoSession | null {
  const kept = keptSession(config, name);
  if (kept === null) return null;
  const { startUrl, region, scopes = DEFAULT_SCOPES } = kept;
  return { name, startUrl, region, scopes, kept: true };
}
