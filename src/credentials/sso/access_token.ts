import { createToken } from "../../aws/sso/oidc.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { SignIn } from "../../aws/sso/sign_in.ts";
import { isUnauthorized, signInNeeded, whyEnded } from "../../aws/sso/sso_errors.ts";
import { UserError } from "../../errors.ts";
import { withLock } from "../../fs/lock.ts";
import type { Secret } from "../../secret.ts";
import { isSignInTo, readSignIn, signInPath } from "./sign_in_file.ts";
import { openTokens, writeTokens } from "./sign_in_tokens.ts";
import type { SsoAccess } from "./sso_access.ts";

/** How long before its end an access token is renewed; milliseconds. */
const REFRESH_MARGIN = 5 * 60_000;
/** How long to wait for another process that renews the token; milliseconds. */
const LOCK_TIMEOUT = 120_000;

/** A sign-in as it is stored. */
interface StoredSignIn extends SignIn {
  readonly signedInAt: number;
}

/**
 * Calls `request` with an access token of the session. One that has expired, or that the service does not accept, is
 * renewed first with the refresh token, without asking.
 *
 * @throws UserError (79, `signed-out`) if only a new sign-in helps; (69, unavailable) if the service cannot be reached;
 * and as `request` does.
 */
export async function withAccessToken<T>(
  access: SsoAccess,
  request: (accessToken: Secret) => Promise<T>,
): Promise<T> {
  const token = await accessToken(access);
  try {
    return await request(token);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    return await request(await renewedToken(access, token));
  }
}

async function accessToken(access: SsoAccess): Promise<Secret> {
  const stored = await readStored(access);
  if (timeLeft(access, stored) > REFRESH_MARGIN) return stored.tokens.accessToken;
  try {
    return await renewedToken(access, stored.tokens.accessToken);
  } catch (error) {
    if (!(error instanceof UserError) || timeLeft(access, stored) <= 0) throw error;
    if (stored.tokens.refreshToken !== null) {
      access.report(`opaws: ${error.message}; using the token that it has, which ends soon`);
    }
    return stored.tokens.accessToken;
  }
}

/** Returns a token that is not `old`. Only one process renews it; the others take what that one stored. */
async function renewedToken(access: SsoAccess, old: Secret): Promise<Secret> {
  const { host, paths, session } = access;
  return await withLock(signInPath(paths, sessionLabel(session)), async () => {
    const stored = await readStored(access);
    const isOther = stored.tokens.accessToken.reveal() !== old.reveal();
    if (isOther && timeLeft(access, stored) > 0) return stored.tokens.accessToken;
    const { registration, tokens: { refreshToken } } = stored;
    if (refreshToken === null) throw signInNeeded(session, "its sign-in has ended");
    if (registration.expiresAt <= host.now()) {
      throw signInNeeded(session, "its client registration has expired");
    }
    const options = access.options("sso-oidc");
    let tokens: SignIn["tokens"];
    try {
      tokens = await createToken(session, registration, { refreshToken }, options);
    } catch (error) {
      const because = whyEnded(error);
      throw because === null ? error : signInNeeded(session, because);
    }
    // The service may keep the refresh token as it is.
    const renewed = { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    await writeTokens(host, paths, { ...access, ...stored, tokens: renewed });
    return renewed.accessToken;
  }, LOCK_TIMEOUT);
}

async function readStored(access: SsoAccess): Promise<StoredSignIn> {
  const { paths, session, sealer } = access;
  const file = readSignIn(paths, sessionLabel(session));
  if (file === null) throw signInNeeded(session, "nobody is signed in");
  if (!isSignInTo(file, session)) {
    throw signInNeeded(session, "its start URL, region or scopes have changed since the sign-in");
  }
  const signIn = await openTokens(sealer, file);
  if (signIn !== null) return { ...signIn, signedInAt: file.signedInAt };
  throw signInNeeded(session, `its tokens are not sealed by vault ${JSON.stringify(access.vault)}`);
}

function timeLeft({ host }: SsoAccess, { tokens }: SignIn): number {
  return tokens.expiresAt - host.now();
}
