import type { TemporaryCredentials } from "../../aws/credentials.ts";
import type { RoleCredentialsCall } from "../../aws/sso/call.ts";
import { roleCredentials } from "../../aws/sso/portal.ts";
import { sessionLabel, type SsoSession } from "../../aws/sso/session.ts";
import { ssoErrorName } from "../../aws/sso/sso_errors.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import type { Sealer } from "../../vault/crypto/sealer.ts";
import type { Work } from "../context.ts";
import type { SsoPlan } from "./sso_plan.ts";
import { type SsoAccess, ssoCallOptions } from "./sso_access.ts";
import { withSignIn } from "./with_sign_in.ts";

/** The errors of a role or an account that the person does not have. */
const NOT_YOURS = ["ForbiddenException", "ResourceNotFoundException", "AccessDeniedException"];

/**
 * Requests credentials of a role. Renews the access token if it has to, and asks to sign in if only that helps.
 *
 * @throws UserError (77, denied) if the person does not have the role; (79, locked) if nobody can sign in; and as
 * `withSignIn` does.
 */
export async function requestRoleCredentials(
  call: RoleCredentialsCall,
  { plan, work, session, vault, sealer }: {
    readonly plan: SsoPlan;
    readonly work: Work;
    readonly session: SsoSession;
    /** The name of the vault; null for the default one. */
    readonly vault: string | null;
    readonly sealer: Sealer;
  },
): Promise<TemporaryCredentials> {
  const { context, facts } = work;
  const { host, paths, config, report, ask } = context;
  const profile = plan.profile?.name ?? "default";
  const options = ssoCallOptions({ host, config, report }, session, facts().profiles, profile);
  const name = vault ?? await ask.defaultVault();
  const access: SsoAccess = { host, paths, session, vault: name, sealer, options, report };
  try {
    return await withSignIn(
      access,
      (label, needed) => ask.signIn(label, needed),
      (token) => roleCredentials(call, token, options("sso")),
    );
  } catch (error) {
    if (!NOT_YOURS.includes(ssoErrorName(error) ?? "")) throw error;
    const { cannot } = error as UserError;
    throw new UserError({
      exit: "denied",
      code: "refused-by-aws",
      cannot,
      because: `${sessionLabel(session)} does not give you this role there (${
        ssoErrorName(error)
      })`,
      try: `opaws sso list ${shellWord(sessionLabel(session))}`,
      cause: error,
    });
  }
}
