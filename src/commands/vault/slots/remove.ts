import { confirm } from "../../../cli/confirm.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  vaultOption,
  yesFlag,
} from "../../../cli/declare.ts";
import { printAnswer } from "../../../cli/output.ts";
import { shellWord } from "../../../quote.ts";
import { checkNoReader } from "../../../unlock/check_writer.ts";
import { isLocalSystemSlot } from "../../../unlock/system/system_slots.ts";
import { removeSystemSecret } from "../../../unlock/system/system_unlocker.ts";
import { unlockVault } from "../../../unlock/unlock_vault.ts";
import { readVault } from "../../../vault/store/read.ts";
import { checkRemovable, matchSlot, removeSlot } from "../../../vault/store/remove_slot.ts";
import { describeSlot } from "./describe_slot.ts";

/** `opaws vault slots remove`. */
export const command: Command = declare(
  {
    description:
      "SLOT is the slot's id, the beginning of the id, or its kind if there is only one of that kind. One password or recovery code always stays, because a system slot works only on one machine and a token does not open the whole vault.",
    examples: ["opaws vault slots remove recovery", "opaws vault slots remove 1f0c9a2b --yes"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    yes: yesFlag,
    slot: argument("SLOT", "Which slot."),
  }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const { file } = readVault(context.paths, name);
    checkNoReader(context, file);
    const slot = matchSlot(file, options.slot);
    checkRemovable(file, slot.id);
    const described = describeSlot(slot);
    await confirm(options.yes, {
      question: `Remove the ${described} of vault "${name}"? It will no longer open anything.`,
      cannot: `remove the ${slot.kind} slot of vault ${JSON.stringify(name)}`,
      flag: `opaws vault slots remove ${slot.id} --vault ${shellWord(name)} --yes`,
    });
    const { key } = await unlockVault(context, name, { reason: "to remove a slot", write: true });
    const backups = await removeSlot(context.host, context.paths, name, key, slot.id);
    if (slot.kind === "system" && isLocalSystemSlot(context.paths, slot.id)) {
      await removeSystemSecret(context, slot.id);
    }
    printAnswer(options.json, { vault: name, removed: slot.id, kind: slot.kind, backups }, () => [
      `Removed the ${described} of vault "${name}".`,
      ...(backups.removed.length
        ? [
          `Older generations that could not be opened and are removed: ${
            backups.removed.join(", ")
          }.`,
        ]
        : []),
    ]);
  },
);
