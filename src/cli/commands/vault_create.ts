import { createUnlocked } from "../unlock/create_unlocked.ts";
import { type Command, declare, json, object, passwordStdin, word } from "../declare.ts";
import { answer } from "../output/output.ts";

/** `opaws vault create`. */
export const vaultCreate: Command = declare(
  "create",
  {
    brief: "Makes a new, empty vault and asks for its password twice.",
    description: "The first vault becomes the default one. It stays unlocked in this terminal.",
    examples: ["opaws vault create personal"],
  },
  object({ json, passwordStdin, name: word("NAME", "What to call it.") }),
  async (options, work) => {
    const { name } = options;
    await createUnlocked(work, name, options.passwordStdin);
    answer(options.json, { vault: name }, () => [`Vault "${name}" is ready.`]);
  },
);
