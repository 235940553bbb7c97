import {
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../../cli/declare.ts";
import type { CommandContext } from "../../../cli/context.ts";
import { printAnswer } from "../../../cli/output.ts";
import { checkLine } from "../../../credentials/text_checks.ts";
import { shellWord } from "../../../quote.ts";
import type { Secret } from "../../../secret.ts";
import { reauthenticate } from "../../../unlock/reauthenticate.ts";
import type { VaultKey } from "../../../vault/crypto/vault_key.ts";
import { wrapWithRecoveryCode } from "../../../vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../vault/slots/recovery_code.ts";
import { makeRoomForSlots } from "../../../vault/slots/slot_limit.ts";
import { changeSlots } from "../../../vault/store/change_slots.ts";
import { readVault, type StoredVault } from "../../../vault/store/read.ts";

/** `opaws vault recovery create`. */
export const command: Command = declare(
  {
    description:
      "The code opens the vault if you forget the password (opaws unlock --recovery), and a shared vault if you lose your own. opaws shows it only once: write it on paper and keep it away from this machine. opaws asks for the password even if the vault is unlocked, so that someone at an unlocked terminal cannot make a permanent way in. Older codes stay valid until you remove them with opaws vault slots remove.",
    examples: ["opaws vault recovery create", "opaws vault recovery create --label safe"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    label: option("--label", "TEXT", "A label to tell several codes apart."),
  }),
  async (options, context) => {
    checkLine("create a recovery code", "a label", options.label);
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    const key = await reauthenticate(context, stored, {
      reason: "a recovery code opens the vault permanently, so the password is needed",
      try: `opaws vault recovery create --vault ${shellWord(name)} --password-stdin`,
      passwordStdin: options.passwordStdin,
      write: true,
    });
    const code = newRecoveryCode(context.host);
    const id = await addSlot(context, stored, key, code, options.label ?? "")
      .finally(() => key.wipe());
    const text = code.reveal();
    printAnswer(options.json, { vault: name, slot: id, code: text }, () => [
      `Recovery code of vault "${name}", shown only once:`,
      "",
      `  ${text}`,
      "",
      stored.file.shared === undefined
        ? "Write it on paper. It opens the vault without the password: opaws unlock --recovery"
        : `Write it on paper. It opens the vault for anyone: opaws unlock --recovery --vault ${
          shellWord(name)
        }`,
    ]);
  },
);

/** Adds a slot for `code` to the vault, and returns the slot's id. */
async function addSlot(
  { host, paths }: CommandContext,
  { name, file: { id: vaultId } }: StoredVault,
  key: VaultKey,
  code: Secret,
  label: string,
): Promise<string> {
  const slot = await wrapWithRecoveryCode(host, { vaultId, key, code, label });
  const action = `create a recovery code for vault ${JSON.stringify(name)}`;
  await changeSlots(host, paths, name, key, (file) => [
    ...makeRoomForSlots(file.slots, host.now(), action),
    slot,
  ]);
  return slot.id;
}
