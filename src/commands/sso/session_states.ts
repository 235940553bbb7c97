import { sessionLabel, type SsoSession } from "../../aws/sso/session.ts";
import { timeText } from "../../cli/output.ts";
import { type SignInRecord, stateOf } from "../../credentials/sso/sign_in_file.ts";

/** Returns until when a sign-in lasts, as a clause. Only the service knows when the whole session ends. */
export function recordText({ vault, expiresAt, renewsUntil }: SignInRecord, now: number): string {
  const until = timeText(expiresAt, now);
  const token = renewsUntil !== null && renewsUntil > now
    ? `token until ${until}, renewed without asking until the session ends`
    : `until ${until}`;
  return `${token}, sealed by vault "${vault}"`;
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
