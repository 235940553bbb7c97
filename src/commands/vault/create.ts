import { createUnlockedVault } from "../../unlock/create_unlocked_vault.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";

/** `opaws vault create`. */
export const vaultCreate: Command = declare(
  "create",
  {
    brief: "Makes a new, empty vault and asks for its password twice.",
    description: "The first vault becomes the default one. It stays unlocked in this terminal.",
    examples: ["opaws vault create personal"],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    name: argument("NAME", "What to call it."),
  }),
  async (options, context) => {
    const { name } = options;
    await createUnlockedVault(context, name, options.passwordStdin);
    printAnswer(options.json, { vault: name }, () => [`Vault "${name}" is ready.`]);
  },
);
