import { hasBrowser } from "../../aws/sso/browser.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import { signIn } from "../../aws/sso/sign_in.ts";
import type { Grant } from "../../aws/sso/tokens.ts";
import { UserError } from "../../errors.ts";
import { withLock } from "../../fs/lock.ts";
import { announceWait } from "../../report_wait.ts";
import { isSignInTo, readSignIn, signInPath } from "./sign_in_file.ts";
import { writeTokens } from "./sign_in_tokens.ts";
import type { SsoAccess } from "./sso_access.ts";

/** How a person wants to sign in. */
interface SignInWish {
  /** Whether to use a device code even if a browser of this machine could come back. */
  readonly device: boolean;
  /** Whether to open a browser at all. */
  readonly opensBrowser: boolean;
}

/** A little longer than a sign-in can take; milliseconds. */
const LOCK_TIMEOUT = 11 * 60_000;

/**
 * Signs a person in and stores the tokens. If another process signs in to the same session meanwhile, waits for it and
 * uses its sign-in.
 *
 * @throws UserError as `signIn` does; (75, busy) if another process does not end.
 */
export async function storeSignIn(access: SsoAccess, wish: SignInWish): Promise<void> {
  const { host, paths, session, report } = access;
  const label = sessionLabel(session);
  const path = signInPath(paths, label);
  const start = host.now();
  const stopNotice = announceWait(`another opaws to sign in to ${label}`, report);
  try {
    await withLock(`${path}.sign-in`, async () => {
      stopNotice();
      const stored = readSignIn(paths, label);
      if (stored !== null && stored.signedInAt > start && isSignInTo(stored, session)) return;
      const canOpen = hasBrowser(host);
      const grant: Grant = wish.device || !canOpen ? "device" : "code";
      const options = access.options("sso-oidc");
      const opensBrowser = wish.opensBrowser && canOpen;
      const sleep = (time: number) => new Promise<void>((done) => setTimeout(done, time));
      const made = await signIn({ session, grant, opensBrowser, host, options, report, sleep });
      await withLock(
        path,
        () => writeTokens(host, paths, { ...access, ...made, signedInAt: host.now() }),
      );
    }, LOCK_TIMEOUT);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "busy") throw error;
    throw new UserError({
      exit: "busy",
      code: "busy",
      cannot: `sign in to ${label}`,
      because: "another opaws has been signing in for 11 minutes",
      try: "opaws sso status",
      cause: error,
    });
  } finally {
    stopNotice();
  }
}
