import { sessionLabel, type SsoSession } from "../../aws/sso/session.ts";
import { timeText } from "../../cli/output.ts";
import { type SignInRecord, stateOf } from "../../credentials/sso/sign_in_file.ts";

/** Returns until when a token is valid, as a clause. Only the service knows when the whole session ends. */
export function tokenText(
  { expiresAt, renewsUntil }: Pick<SignInRecord, "expiresAt" | "renewsUntil">,
  now: number,
): string {
  const until = `until ${timeText(expiresAt, now)}`;
  return renewsUntil !== null && renewsUntil > now ? `${until}, renewed without asking` : until;
}

/** Returns `session` and its sign-in for `--json`. */
export function recordJson(
  session: SsoSession,
  record: SignInRecord | null,
  now: number,
): Record<string, unknown> {
  const time = (moment: number | null | undefined) =>
    moment === null || moment === undefined ? null : new Date(moment).toISOString();
  return {
    session: sessionLabel(session),
    startUrl: session.startUrl,
    region: session.region,
    scopes: session.scopes,
    source: session.kept ? "opaws" : "AWS config",
    state: stateOf(session, record, now),
    vault: record?.vault ?? null,
    signedInAt: time(record?.signedInAt),
    tokenExpires: time(record?.expiresAt),
    renewsUntil: time(record?.renewsUntil),
  };
}
