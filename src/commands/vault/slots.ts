import { isLocalSystemSlot } from "../../unlock/system/system_slots.ts";
import { checkRemovable, removeSlot, slotNamed } from "../../vault/store/remove_slot.ts";
import type { Slot } from "../../vault/format/vault_file.ts";
import { readVault } from "../../vault/store/read.ts";
import { shellWord } from "../../quote.ts";
import { confirm } from "../../cli/confirm.ts";
import {
  argument,
  type Command,
  declare,
  group,
  jsonFlag,
  parameters,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { describeSlot } from "./describe_slot.ts";
import { removeSystemSecret } from "../../unlock/system/system_unlocker.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";

const list = declare(
  "list",
  {
    brief: "Lists what opens a vault: passwords, recovery codes, system slots, tokens.",
    examples: ["opaws vault slots list"],
  },
  parameters({ json: jsonFlag, vault: vaultOption }),
  (options, context) => {
    const name = context.vaultName(options.vault);
    const { slots } = readVault(context.paths, name).file;
    const shown = slots.map((slot) => ({
      id: slot.id,
      kind: slot.kind,
      label: slot.label,
      created: slot.created,
      guarded: guardedBy(slot, context),
    }));
    printAnswer(options.json, { vault: name, slots: shown }, () =>
      columns(shown.map((slot) => [
        slot.id.slice(0, 8),
        slot.kind,
        slot.label,
        `made ${slot.created.slice(0, 10)}`,
        slot.guarded,
      ])));
  },
);

const remove = declare(
  "remove",
  {
    brief: "Removes a slot from a vault and its backups; the last one a person can use stays.",
    description:
      "Names the slot by its id, the beginning of it, or its kind when there is one of that kind. A password or a recovery code is always left: a system slot is bound to one machine, and a token opens no vault.",
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
    const slot = slotNamed(file, options.slot);
    checkRemovable(file, slot.id);
    await confirm(options.yes, {
      question: `Remove the ${
        describeSlot(slot)
      } of vault "${name}"? It opens nothing any more then.`,
      cannot: `remove the ${slot.kind} slot of vault ${JSON.stringify(name)}`,
      flag: `opaws vault slots remove ${slot.id} --vault ${shellWord(name)} --yes`,
    });
    const { key } = await unlockVault(context, name, { reason: "to remove a slot" });
    const backups = await removeSlot(context.host, context.paths, name, key, slot.id);
    if (slot.kind === "system" && isLocalSystemSlot(context.paths, slot.id)) {
      await removeSystemSecret(context, slot.id);
    }
    printAnswer(options.json, { vault: name, removed: slot.id, kind: slot.kind, backups }, () => [
      `The ${describeSlot(slot)} of vault "${name}" is removed.`,
      ...(backups.removed.length
        ? [`Backups removed, for they could not be opened: ${backups.removed.join(", ")}.`]
        : []),
    ]);
  },
);

function guardedBy(slot: Slot, { paths }: CommandContext): string {
  switch (slot.kind) {
    case "password":
      return `Argon2id, ${Math.round(slot.kdf.memoryKiB / 1024)} MiB, ${slot.kdf.passes} passes`;
    case "token":
      return `until ${slot.expires.slice(0, 10)}`;
    case "system":
      return isLocalSystemSlot(paths, slot.id)
        ? "this machine's keychain"
        : "another machine's keychain";
    case "recovery":
      return "a code of 160 bits";
  }
}

/** `opaws vault slots`. */
export const vaultSlots: Command = group(
  "slots",
  { brief: "Slots: list what opens a vault, remove one." },
  [list, remove],
);
