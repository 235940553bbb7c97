import {
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printExactAnswer, report } from "../../cli/output.ts";
import { madeText, memberIdentity } from "../../unlock/member_identity.ts";
import { memberFingerprint, parseMemberKey } from "../../vault/format/member_key_text.ts";

/** `opaws member id`. */
export const command: Command = declare(
  {
    description:
      "Send it to a colleague, who adds you to a shared vault with it. It is no secret. opaws makes your keys at the first use and seals the private ones in your own vault, which unlocks shared vaults from then on. With --fingerprint, prints the 12 words that you read out so that your colleague knows the key is yours.",
    examples: ["opaws member id", "opaws member id --fingerprint"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    fingerprint: flag("--fingerprint", "Print the 12 words to compare by voice instead."),
  }),
  async ({ json, vault, passwordStdin, fingerprint: onlyWords }, context) => {
    const { id, public: key, vault: own, isNew } = await memberIdentity(context, { vault }, {
      reason: "to make your member keys",
      try: "opaws member id --password-stdin",
      passwordStdin,
    });
    if (isNew) report(madeText(own));
    const words = json || onlyWords ? await memberFingerprint(parseMemberKey(key)) : [];
    const fingerprint = words.join(" ");
    printExactAnswer(json, { id, key, fingerprint, vault: own }, () => [
      onlyWords ? fingerprint : key,
    ]);
  },
);
