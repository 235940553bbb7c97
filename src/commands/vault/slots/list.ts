import type { CommandContext } from "../../../cli/context.ts";
import { type Command, declare, jsonFlag, parameters, vaultOption } from "../../../cli/declare.ts";
import { relativeTime } from "../../../cli/relative_time.ts";
import { printStyledAnswer } from "../../../cli/styled_line.ts";
import { table } from "../../../cli/table_output.ts";
import { isLocalSystemSlot } from "../../../unlock/system/system_slots.ts";
import type { Slot } from "../../../vault/format/vault_file.ts";
import { readVault } from "../../../vault/store/read.ts";

/** `opaws vault slots list`. */
export const command: Command = declare(
  {
    examples: ["opaws vault slots list"],
  },
  parameters({ json: jsonFlag, vault: vaultOption }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const slots = readVault(context.paths, name).file.slots.map((slot) => ({
      id: slot.id,
      kind: slot.kind,
      label: slot.label,
      created: slot.created,
      guarded: protectionOf(slot, context),
    }));
    const now = context.host.now();
    await printStyledAnswer(options.json, { vault: name, slots }, () =>
      table(
        ["ID", "KIND", "LABEL", "CREATED", "GUARDED BY"],
        slots.map((slot) => [
          slot.id.slice(0, 8),
          slot.kind,
          slot.label,
          relativeTime(Date.parse(slot.created), now),
          slot.guarded,
        ]),
      ));
  },
);

function protectionOf(slot: Slot, { paths }: CommandContext): string {
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
      return "a 160-bit code";
    case "member":
      return "the member's own key";
  }
}
