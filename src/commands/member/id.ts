import { confirm } from "../../cli/confirm.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { printExactAnswer, report } from "../../cli/output.ts";
import { optionWords } from "../../quote.ts";
import {
  lostText,
  madeText,
  memberIdentity,
  vaultsOfLostKeys,
} from "../../unlock/member_identity.ts";
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
    yes: yesFlag,
    fingerprint: flag("--fingerprint", "Print the 12 words to compare by voice instead."),
  }),
  async ({ json, vault, passwordStdin, yes, fingerprint: onlyWords }, context) => {
    const lost = vaultsOfLostKeys(context, { vault });
    if (lost.length > 0) {
      const flags = { "--vault": vault, "--password-stdin": passwordStdin, "--yes": true };
      report(
        `opaws: ${lostText(lost)}.`,
        "  If the vault that had the keys is deleted or older, put its newest file back instead.",
      );
      await confirm(yes, {
        question: "Make new member keys?",
        cannot: "make member keys",
        flag: `opaws member id${optionWords(flags)}`,
      });
    }
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
