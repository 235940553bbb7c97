import { UserError } from "../../errors.ts";
import { cleanText } from "../../clean_text.ts";
import { shellWord } from "../../quote.ts";
import { sessionLabel, type SsoSession } from "./session.ts";

/** The errors of `CreateToken` after which only a new sign-in helps: the refresh token or the client is not valid any more. */
const ENDED = ["InvalidGrantException", "ExpiredTokenException"];
const UNREGISTERED = ["InvalidClientException", "UnauthorizedClientException"];

/** Returns the name of the service's error behind `error`; null if there is none. */
export function ssoErrorName(error: unknown): string | null {
  if (!(error instanceof UserError) || error.code !== "refused-by-aws") return null;
  return error.cause instanceof Error ? error.cause.name : null;
}

/** Reports whether the service does not accept the access token of a request (any more). */
export function isUnauthorized(error: unknown): boolean {
  return ssoErrorName(error) === "UnauthorizedException";
}

/** Returns why the session of a refused refresh is over, as a clause; null if a later attempt may succeed. */
export function whyEnded(error: unknown): string | null {
  const name = ssoErrorName(error) ?? "";
  if (ENDED.includes(name)) return "its sign-in has ended or was revoked";
  if (UNREGISTERED.includes(name)) return "its client registration has expired";
  return null;
}

/** Returns the error (77, denied) that `session` cannot be signed in to because of `because`. */
export function signInFailed(session: SsoSession, code: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code,
    cannot: `sign in to ${sessionLabel(session)}`,
    because: cleanText(because),
    try: `opaws sso login ${shellWord(sessionLabel(session))}`,
  });
}

/** Returns `error` with what a person can do about it, if it is one of those that people get when they sign in. */
export function explainSignInError(error: unknown, session: SsoSession): unknown {
  const label = sessionLabel(session);
  const again = `opaws sso login ${shellWord(label)}`;
  switch (ssoErrorName(error)) {
    case "AccessDeniedException":
      return signInFailed(session, "refused-in-browser", "it was denied in the browser");
    case "ExpiredTokenException":
      return signInFailed(session, "sign-in-timeout", "its code expired before it was confirmed");
    case "InvalidGrantException":
      return signInFailed(session, "refused-by-aws", "the code from the browser is not valid");
    case "InvalidRequestException":
      return new UserError({
        exit: "denied",
        code: "other-region",
        cannot: `sign in to ${label}`,
        because: `IAM Identity Center in ${session.region} does not know ${session.startUrl}, so ${
          session.kept
            ? "one of the two"
            : `sso_start_url or sso_region of ${
              session.name === null ? "its profiles" : `[sso-session ${session.name}]`
            } in the AWS config file`
        } is wrong`,
        ...(session.kept && session.name !== null && {
          try: `opaws sso add ${shellWord(session.name)} --start-url ${
            shellWord(session.startUrl)
          } --region REGION`,
        }),
        cause: error,
      });
  }
  if (error instanceof UserError && error.code === "no-loopback") {
    const { exit, code, cannot, message } = error;
    const because = message.slice(`cannot ${cannot}: `.length);
    return new UserError({ exit, code, cannot, because, try: `${again} --device`, cause: error });
  }
  return error;
}

/** Returns the error (79, locked) that `session` needs a person to sign in. `because` says why. */
export function signInNeeded(session: SsoSession, because: string): UserError {
  return new UserError({
    exit: "locked",
    code: "signed-out",
    cannot: `use ${sessionLabel(session)}`,
    because,
    try: `opaws sso login ${shellWord(sessionLabel(session))}`,
  });
}
