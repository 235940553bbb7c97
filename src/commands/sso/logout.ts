import { sessionLabel } from "../../aws/sso/session.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { logout } from "../../aws/sso/portal.ts";
import { withAccessToken } from "../../credentials/sso/access_token.ts";
import { forgetRoleSessions } from "../../credentials/sso/role_sessions.ts";
import { readSignIn, readSignIns, removeSignIn } from "../../credentials/sso/sign_in_file.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { sessionAccess } from "./session_access.ts";

/** `opaws sso logout`. */
export const command: Command = declare(
  {
    description:
      "Ends the session at the service, and removes its tokens and cached role credentials from this machine. AWS still accepts credentials that a program has, until they expire.",
    examples: ["opaws sso logout corp", "opaws sso logout --all"],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    all: flag("--all", "Sign out of every session."),
    session: optionalArgument("SESSION", "The session to sign out of."),
  }),
  async ({ json, passwordStdin, all, session }, context) => {
    const labels = all ? [...readSignIns(context.paths).keys()] : [session];
    const done: { readonly session: string; readonly ended: boolean }[] = [];
    for (const label of labels) done.push(await signOut(context, label, passwordStdin));
    printAnswer(
      json,
      { signedOut: done },
      () =>
        done.length === 0
          ? ["Nobody is signed in."]
          : done.map(({ session: label }) => `Signed out of ${label}.`),
    );
  },
);

/** Signs out of one session. If the service cannot be reached, only this machine forgets it, which is reported. */
async function signOut(
  context: CommandContext,
  label: string | undefined,
  passwordStdin: boolean,
): Promise<{ readonly session: string; readonly ended: boolean }> {
  const access = await sessionAccess(context, {
    session: label,
    passwordStdin,
    reason: "to end the session of IAM Identity Center",
    command: "opaws sso logout",
  });
  const name = sessionLabel(access.session);
  if (readSignIn(context.paths, name) === null) throw notSignedIn(name);
  const ended = await end(access);
  removeSignIn(context.paths, name);
  forgetRoleSessions(context.paths, name);
  return { session: name, ended };
}

async function end(access: Awaited<ReturnType<typeof sessionAccess>>): Promise<boolean> {
  try {
    await withAccessToken(access, (token) => logout(access.session, token, access.options("sso")));
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Without a valid token there is no session left to end.
    if (error.code !== "signed-out") report(`opaws: ${error.message}; it is forgotten here`);
    return false;
  }
}

function notSignedIn(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "signed-out",
    cannot: `sign out of ${name}`,
    because: "nobody is signed in",
    try: `opaws sso login ${shellWord(name)}`,
  });
}
