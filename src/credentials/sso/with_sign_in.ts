import { sessionLabel } from "../../aws/sso/session.ts";
import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { withAccessToken } from "./access_token.ts";
import type { SsoAccess } from "./sso_access.ts";
import { storeSignIn } from "./store_sign_in.ts";

/** Asks a person whether to sign in to the session called `label`. Throws `needed` (79) if nobody can be asked. */
export type ConfirmSignIn = (label: string, needed: UserError) => Promise<void>;

/**
 * Calls `request` with an access token, as {@linkcode withAccessToken} does. If only a new sign-in helps, asks for one.
 *
 * @throws UserError as {@linkcode withAccessToken} and `storeSignIn` do; Cancelled (77).
 */
export async function withSignIn<T>(
  access: SsoAccess,
  confirm: ConfirmSignIn,
  request: (accessToken: Secret) => Promise<T>,
): Promise<T> {
  try {
    return await withAccessToken(access, request);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "signed-out") throw error;
    await confirm(sessionLabel(access.session), error);
    await storeSignIn(access, { device: false, opensBrowser: true });
    return await withAccessToken(access, request);
  }
}
