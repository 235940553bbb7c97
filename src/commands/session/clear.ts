import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import { findItem } from "../../unlock/find_item.ts";
import { readVault } from "../../vault/store/read.ts";

/** `opaws session clear`. */
export const command: Command = declare(
  {
    description: "AWS still accepts a removed session until it expires.",
    examples: ["opaws session clear", 'opaws session clear --item "AWS prod"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: option(
      "--item",
      "ITEM",
      "Remove only the sessions of this item: title, id, or a unique beginning.",
    ),
  }),
  async (options, context) => {
    const removed = await clearSessions(context, options);
    printAnswer(options.json, { removed }, () => [
      removed === 0 ? "There are no cached sessions." : `Removed: ${removed}.`,
    ]);
  },
);

/** Returns how many sessions it removed. Only --item unlocks a vault. */
async function clearSessions(
  context: CommandContext,
  options: {
    readonly vault: string | undefined;
    readonly item: string | undefined;
    readonly passwordStdin: boolean;
  },
): Promise<number> {
  if (options.item !== undefined) {
    const { item, open } = await findItem(context, options.item, options.vault, {
      reason: "to remove its sessions",
      passwordStdin: options.passwordStdin,
    });
    return forgetSessions(context.paths, open.file.id, item.id);
  }
  if (options.vault === undefined) return forgetSessions(context.paths);
  return forgetSessions(context.paths, readVault(context.paths, options.vault).file.id);
}
