import { changeSlots } from "../../vault/store/change_slots.ts";
import { newRecoveryCode, recoverySecret } from "../../vault/slots/recovery_code.ts";
import { wrapWithSecret } from "../../vault/slots/system.ts";
import { checkSlotLimit } from "../../vault/slots/slot_limit.ts";
import { readVault } from "../../vault/store/read.ts";
import {
  type Command,
  declare,
  group,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { reauthenticate } from "../../unlock/reauthenticate.ts";

const create = declare(
  "create",
  {
    brief: "Makes a recovery code, prints it once, and adds it to the vault as a slot of its own.",
    description:
      "The code opens the vault when the password is forgotten (opaws unlock --recovery). It is shown only this once: write it on paper and keep it away from the machine. The password is asked for even when the vault is unlocked, so that an unlocked terminal does not turn into a lasting way in. Codes made before stay valid until opaws vault slots remove.",
    examples: ["opaws vault recovery create", "opaws vault recovery create --label safe"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    label: option("--label", "TEXT", "Your own word for it, to tell several apart."),
  }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    const key = await reauthenticate(context, stored, {
      reason: "a recovery code can open the vault for ever, so its password is wanted",
      try: "opaws vault recovery create --password-stdin",
      passwordStdin: options.passwordStdin,
    });
    const code = newRecoveryCode(context.host);
    const secret = await recoverySecret(stored.file.id, code);
    const words = { kind: "recovery", label: options.label ?? "" } as const;
    const slot = await wrapWithSecret(context.host, stored.file.id, key, secret, words);
    secret.fill(0);
    await changeSlots(context.host, context.paths, name, key, (file) => [
      ...checkSlotLimit(
        file.slots,
        context.host.now(),
        `make a recovery code for vault ${JSON.stringify(name)}`,
      ),
      slot,
    ]);
    key.wipe();
    const text = code.reveal();
    printAnswer(options.json, { vault: name, slot: slot.id, code: text }, () => [
      `Recovery code of vault "${name}", shown only this once:`,
      "",
      `  ${text}`,
      "",
      "Write it on paper. It opens the vault without the password: opaws unlock --recovery",
    ]);
  },
);

/** `opaws vault recovery`. */
export const vaultRecovery: Command = group(
  "recovery",
  { brief: "A recovery code on paper, for a forgotten password." },
  [create],
);
