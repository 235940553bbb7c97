import {
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../../cli/declare.ts";
import { printAnswer } from "../../../cli/output.ts";
import { shellWord } from "../../../quote.ts";
import { reauthenticate } from "../../../unlock/reauthenticate.ts";
import { wrapWithRecoveryCode } from "../../../vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../vault/slots/recovery_code.ts";
import { makeRoomForSlots } from "../../../vault/slots/slot_limit.ts";
import { changeSlots } from "../../../vault/store/change_slots.ts";
import { readVault } from "../../../vault/store/read.ts";

/** `opaws vault recovery create`. */
export const command: Command = declare(
  {
    description:
      "The code opens the vault if you forget the password (opaws unlock --recovery). opaws shows it only once: write it on paper and keep it away from this machine. opaws asks for the password even if the vault is unlocked, so that someone at an unlocked terminal cannot make a permanent way in. Older codes stay valid until you remove them with opaws vault slots remove.",
    examples: ["opaws vault recovery create", "opaws vault recovery create --label safe"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    label: option("--label", "TEXT", "A label to tell several codes apart."),
  }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    const key = await reauthenticate(context, stored, {
      reason: "a recovery code opens the vault permanently, so the password is needed",
      try: `opaws vault recovery create --vault ${shellWord(name)} --password-stdin`,
      passwordStdin: options.passwordStdin,
    });
    const code = newRecoveryCode(context.host);
    const slot = await wrapWithRecoveryCode(context.host, {
      vaultId: stored.file.id,
      key,
      code,
      label: options.label ?? "",
    });
    await changeSlots(context.host, context.paths, name, key, (file) => [
      ...makeRoomForSlots(
        file.slots,
        context.host.now(),
        `create a recovery code for vault ${JSON.stringify(name)}`,
      ),
      slot,
    ]);
    key.wipe();
    const text = code.reveal();
    printAnswer(options.json, { vault: name, slot: slot.id, code: text }, () => [
      `Recovery code of vault "${name}", shown only once:`,
      "",
      `  ${text}`,
      "",
      "Write it on paper. It opens the vault without the password: opaws unlock --recovery",
    ]);
  },
);
