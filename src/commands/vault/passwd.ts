import {
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { shellWord } from "../../quote.ts";
import { newPassword } from "../../unlock/prompts/new_password.ts";
import { checkNotShared } from "../../unlock/own_vault.ts";
import { keyFromPassword } from "../../unlock/key_from_password.ts";
import { changePassword } from "../../vault/store/change_password.ts";
import { readVault } from "../../vault/store/read.ts";

/** `opaws vault passwd`. */
export const command: Command = declare(
  {
    description:
      "With --password-stdin, the first line of standard input is the current password and the second line the new one.",
    examples: ["opaws vault passwd"],
  },
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    checkNotShared(context, stored, "change the password of", "opaws vault passwd");
    const withoutAsking = `opaws vault passwd --vault ${shellWord(name)} --password-stdin`;
    const { key } = await keyFromPassword(context, stored, {
      reason: "its current password, to change it",
      try: withoutAsking,
      passwordStdin: options.passwordStdin,
      fresh: true,
    });
    const password = await newPassword(context, name, options.passwordStdin, withoutAsking);
    const { slot, rewrapped, removed } = await changePassword(
      context.host,
      context.paths,
      name,
      key,
      password,
    );
    await context.cacheKey(stored.file.id, key, slot.id);
    printAnswer(options.json, { vault: name, rewrapped, removed }, () => [
      `Changed the password of vault "${name}".`,
      ...(rewrapped.length
        ? [`Older generations that the new password opens: ${rewrapped.join(", ")}.`]
        : []),
      ...(removed.length
        ? [`Older generations that could not be opened and are removed: ${removed.join(", ")}.`]
        : []),
    ]);
  },
);
