import { loadProfiles, type Profiles } from "../../aws/config/profiles.ts";
import { sessionLabel, ssoProfile, type SsoSession } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import { canAsk, choose } from "../../cli/prompts.ts";
import { allSessions, findSession, noSession } from "../../credentials/sso/find_session.ts";
import { readSignIn } from "../../credentials/sso/sign_in_file.ts";
import { type SsoAccess, ssoCallOptions } from "../../credentials/sso/sso_access.ts";
import { UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { keptSession } from "../../scope/sso_sessions.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";

/** Which session a command works with, and how its vault is unlocked. */
interface AccessOptions {
  /** The session; undefined for the profile's, or the only one. */
  readonly session: string | undefined;
  /** The vault; undefined for the one that the session uses. */
  readonly vault?: string | undefined;
  /** Whether the password comes from standard input. */
  readonly passwordStdin: boolean;
  /** What the vault is needed for. */
  readonly reason: string;
  /** The command that asks nothing: `opaws sso login`. */
  readonly command: string;
}

/**
 * Returns the session that `options` name and unlocks its vault. The network comes next, so opaws restarts first if a
 * variable would change whom it trusts.
 *
 * @throws UserError (66) if there is no such session; (64) if it has to be named; and as unlocking a vault does.
 */
export async function sessionAccess(
  context: CommandContext,
  options: AccessOptions,
): Promise<SsoAccess> {
  const { host, paths, report } = context;
  await restartWithoutTlsVariables(host);
  const profiles = loadProfiles(host, paths.home);
  const session = await chooseSession(context, profiles, options);
  return await accessTo(context, profiles, session, { ...options, report });
}

/** Returns access to `session` as {@linkcode sessionAccess} does. */
export async function accessTo(
  context: CommandContext,
  profiles: Profiles,
  session: SsoSession,
  { vault: named, passwordStdin, reason, report }:
    & Pick<
      AccessOptions,
      "vault" | "passwordStdin" | "reason"
    >
    & { readonly report: (line: string) => void },
): Promise<SsoAccess> {
  const { host, paths } = context;
  const config = context.config();
  const label = sessionLabel(session);
  const known = readSignIn(paths, label)?.vault ?? keptSession(config, label)?.vault;
  const vault = context.vaultName(named ?? known);
  const { sealer } = await unlockVault(context, vault, { reason, passwordStdin });
  const profile = environmentProfile(context);
  const options = ssoCallOptions({ host, config, report }, session, profiles, profile);
  return { host, paths, session, vault, sealer, options, report };
}

/** Returns the named session, or else that of the profile in the environment, or else the only one. */
async function chooseSession(
  context: CommandContext,
  profiles: Profiles,
  { session: label, command }: AccessOptions,
): Promise<SsoSession> {
  const sources = { profiles, config: context.config() };
  if (label !== undefined) {
    const found = findSession(sources, label);
    if (found === null) throw noSession(label);
    return found;
  }
  const ofProfile = ssoProfile(profiles, environmentProfile(context));
  if (ofProfile !== null) return ofProfile.session;
  const all = allSessions(sources);
  const [only, ...others] = all;
  if (only === undefined) throw noSessions();
  if (others.length === 0) return only;
  const error = { cannot: "choose a session of IAM Identity Center", try: `${command} SESSION` };
  if (canAsk()) {
    const choices = all.map((each) => ({
      value: each,
      label: sessionLabel(each),
      ...(each.name !== null && { hint: each.startUrl }),
    }));
    return await choose("Which session of IAM Identity Center?", choices, error, true);
  }
  throw new UserError({
    exit: "usage",
    code: "usage",
    because: `there are ${all.length}: ${all.map(sessionLabel).join(", ")}`,
    ...error,
  });
}

function noSessions(): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-sso-session",
    cannot: "find a session of IAM Identity Center",
    because: "the AWS config file has none, and opaws keeps none",
    try: "opaws sso add corp --start-url URL --region REGION",
  });
}

function environmentProfile({ host }: CommandContext): string {
  return host.env("AWS_PROFILE") || host.env("AWS_DEFAULT_PROFILE") || "default";
}
