import { sessionLabel } from "../../aws/sso/session.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { readSignIn } from "../../credentials/sso/sign_in_file.ts";
import { storeSignIn } from "../../credentials/sso/store_sign_in.ts";
import { sessionAccess } from "./session_access.ts";
import { recordJson, tokenText } from "./session_states.ts";

/** `opaws sso login`. */
export const command: Command = declare(
  {
    description:
      "Opens a browser and waits until you are signed in. SESSION is an [sso-session] of ~/.aws/config, the start URL of an older profile, or a name that opaws sso add keeps; without it, the session of AWS_PROFILE or the only one. The tokens are sealed by a vault, and never written to ~/.aws. Over ssh, or without a display, it shows a code to confirm in a browser elsewhere.",
    examples: ["opaws sso login", "opaws sso login corp", "opaws sso login corp --device"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    device: flag("--device", "Confirm a code in a browser, which may be on another machine."),
    noBrowser: flag("--no-browser", "Only print the address of the page."),
    session: optionalArgument("SESSION", "The session to sign in to."),
  }),
  async (options, context) => {
    const access = await sessionAccess(context, {
      ...options,
      reason: "to seal the tokens of IAM Identity Center",
      command: "opaws sso login",
    });
    const { device, noBrowser } = options;
    await storeSignIn(access, { device, opensBrowser: !noBrowser });
    const label = sessionLabel(access.session);
    const record = readSignIn(context.paths, label)!;
    const now = context.host.now();
    printAnswer(options.json, recordJson(access.session, record, now), () => [
      `Signed in to ${label}, with a token ${
        tokenText(record, now)
      }. Vault "${record.vault}" seals it.`,
    ]);
  },
);
