import { changeSlots } from "../../vault/change_slots.ts";
import { newRecoveryCode, recoverySecret } from "../../vault/recovery_code.ts";
import { wrapWithSecret } from "../../vault/secret_slot.ts";
import { withRoom } from "../../vault/slot_room.ts";
import { readVault } from "../../vault/store.ts";
import {
  type Command,
  declare,
  group,
  json,
  object,
  passwordStdin,
  value,
  vault,
} from "../declare.ts";
import { answer } from "../output/output.ts";
import { keyAnew } from "../unlock/key_anew.ts";

const create = declare(
  "create",
  {
    brief: "Makes a recovery code, prints it once, and adds it to the vault as a slot of its own.",
    description:
      "The code opens the vault when the password is forgotten (opaws unlock --recovery). It is shown only this once: write it on paper and keep it away from the machine. The password is asked for even when the vault is unlocked, so that an unlocked terminal does not turn into a lasting way in. Codes made before stay valid until opaws vault slots remove.",
    examples: ["opaws vault recovery create", "opaws vault recovery create --label safe"],
  },
  object({
    json,
    vault,
    passwordStdin,
    label: value("--label", "TEXT", "Your own word for it, to tell several apart."),
  }),
  async (options, work) => {
    const name = work.vaultName(options.vault);
    const stored = readVault(work.places, name);
    const key = await keyAnew(work, stored, {
      reason: "a recovery code can open the vault for ever, so its password is wanted",
      try: "opaws vault recovery create --password-stdin",
      passwordStdin: options.passwordStdin,
    });
    const code = newRecoveryCode(work.host);
    const secret = await recoverySecret(stored.file.id, code);
    const words = { kind: "recovery", label: options.label ?? "" } as const;
    const slot = await wrapWithSecret(work.host, stored.file.id, key, secret, words);
    secret.fill(0);
    await changeSlots(work.host, work.places, name, key, (file) => [
      ...withRoom(
        file.slots,
        work.host.now(),
        `make a recovery code for vault ${JSON.stringify(name)}`,
      ),
      slot,
    ]);
    key.wipe();
    const text = code.reveal();
    answer(options.json, { vault: name, slot: slot.id, code: text }, () => [
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
