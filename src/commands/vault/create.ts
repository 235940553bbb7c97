import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { createUnlockedVault } from "./create_unlocked_vault.ts";

/** `opaws vault create`. */
export const command: Command = declare(
  {
    description:
      "The first vault becomes the default. The new vault stays unlocked in this terminal.",
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
    printAnswer(options.json, { vault: name }, () => [`Created vault "${name}".`]);
  },
);
