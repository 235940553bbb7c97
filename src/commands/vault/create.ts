import {
  argument,
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { createUnlockedVault } from "./create_unlocked_vault.ts";

/** `opaws vault create`. */
export const command: Command = declare(
  {
    description:
      "The first vault becomes the default. The new vault stays unlocked in this terminal. With --shared it has no password: you open it with a vault of your own, and so does everyone whom you add with opaws member add.",
    examples: ["opaws vault create personal", "opaws vault create team --shared"],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    shared: flag("--shared", "Create a vault for several people."),
    as: option("--as", "NAME", "With --shared: what the other members call you."),
    name: argument("NAME", "What to call it."),
  }),
  async ({ json, passwordStdin, shared, as, name }, context) => {
    if (as !== undefined && !shared) throw asAlone(name);
    if (shared) {
      const { createSharedVault } = await import("./create_shared_vault.ts");
      await createSharedVault(context, name, as, passwordStdin);
    } else {
      await createUnlockedVault(context, name, passwordStdin);
    }
    printAnswer(json, { vault: name, shared }, () => [
      shared
        ? `Created shared vault "${name}". Add a colleague: opaws member add ${
          shellWord(name)
        } KEY --name NAME`
        : `Created vault "${name}".`,
    ]);
  },
);

function asAlone(name: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `create vault ${JSON.stringify(name)}`,
    because: "--as needs --shared",
    try: `opaws vault create ${shellWord(name)} --shared`,
  });
}
