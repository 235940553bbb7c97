import { argument, type Command, declareLight, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { noSession } from "../../credentials/sso/find_session.ts";
import { readSignIn } from "../../credentials/sso/sign_in_file.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { keepSession, keptSession } from "../../scope/sso_sessions.ts";

/** `opaws sso remove`. */
export const command: Command = declareLight(
  {
    description: "Forgets a session that opaws sso add keeps. Sessions of ~/.aws/config stay.",
    examples: ["opaws sso remove corp"],
  },
  parameters({ json: jsonFlag, session: argument("SESSION", "The session.") }),
  async ({ json, session: name }, context) => {
    const { host, paths } = context;
    const kept = keptSession(context.config(), name);
    if (kept === null) throw noSession(name);
    if (readSignIn(paths, name) !== null) throw signedIn(name);
    await changeConfig(host, paths, (now) => keepSession(now, name, null));
    printAnswer(json, { session: name, removed: true }, () => [`Removed session ${name}.`]);
  },
);

function signedIn(name: string): UserError {
  return new UserError({
    exit: "refused",
    code: "signed-in",
    cannot: `remove session ${JSON.stringify(name)}`,
    because: "you are signed in to it",
    try: `opaws sso logout ${shellWord(name)}`,
  });
}
