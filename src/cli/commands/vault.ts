import { forgetSessions } from "../../aws/kept_sessions.ts";
import { Fault } from "../../fault.ts";
import { bindingsOf } from "../../scope/edit.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { getSetting, setSetting } from "../../scope/settings.ts";
import { listBackups } from "../../vault/backups.ts";
import { changePassword } from "../../vault/passwd.ts";
import type { VaultFile } from "../../vault/file.ts";
import { forgetEverywhere } from "../../unlock/forget_everywhere.ts";
import { isSystemSlotHere } from "../../unlock/system_slots.ts";
import { readVault, vaultNames } from "../../vault/store.ts";
import { shellWord } from "../../vault/vault_name.ts";
import { deleteVault } from "../../vault/transfer.ts";
import {
  type Command,
  declare,
  group,
  json,
  object,
  passwordStdin,
  vault,
  word,
  yes,
} from "../declare.ts";
import { confirm } from "../ask/confirm.ts";
import { newPassword } from "../ask/new_password.ts";
import { answer, columns } from "../output/output.ts";
import { dropSystemSlot } from "../unlock/system_unlocker.ts";
import { keepKey, keyByPassword } from "../unlock/unlock_vault.ts";
import type { Workplace } from "../workplace.ts";
import { vaultCreate } from "./vault_create.ts";
import { vaultRecovery } from "./vault_recovery.ts";
import { vaultSlots } from "./vault_slots.ts";
import { vaultExport, vaultImport, vaultRestore } from "./vault_copy.ts";

const list = declare(
  "list",
  {
    brief: "Lists the vaults: which is the default, how many items, which generation.",
    examples: ["opaws vault list"],
  },
  object({ json }),
  (options, work) => {
    const chosen = vaultNames(work.places).length ? work.vaultName() : null;
    const vaults = vaultNames(work.places).map((name) => {
      const { file, path } = readVault(work.places, name);
      return {
        name,
        id: file.id,
        default: name === chosen,
        items: Object.keys(file.items).length,
        generation: file.generation,
        slots: file.slots.map((slot) => slot.kind),
        backups: listBackups(work.places, name).map((backup) => backup.generation),
        path,
      };
    });
    answer(
      options.json,
      { vaults },
      () =>
        vaults.length === 0
          ? ["No vault yet. Make one: opaws vault create personal"]
          : columns(vaults.map((each) => [
            `${each.default ? "*" : " "} ${each.name}`,
            `${each.items} ${each.items === 1 ? "item" : "items"}`,
            `generation ${each.generation}`,
            each.path,
          ])),
    );
  },
);

const passwd = declare(
  "passwd",
  {
    brief:
      "Changes a vault's password; the old one and the old backups' one stop opening anything.",
    description:
      "With --password-stdin the first line of standard input is the old password and the second the new one.",
    examples: ["opaws vault passwd"],
  },
  object({ json, vault, passwordStdin }),
  async (options, work) => {
    const name = work.vaultName(options.vault);
    const stored = readVault(work.places, name);
    const { key } = await keyByPassword(work, stored, {
      reason: "the password it has now, to change it",
      try: "opaws vault passwd --password-stdin",
      passwordStdin: options.passwordStdin,
      anew: true,
    });
    const password = await newPassword(
      work,
      name,
      options.passwordStdin,
      "opaws vault passwd --password-stdin",
    );
    const backups = await changePassword(work.host, work.places, name, key, password);
    const { rewrapped, removed } = backups;
    await keepKey(work, stored.file.id, key, backups.slot.id);
    answer(options.json, { vault: name, rewrapped, removed }, () => [
      `Vault "${name}" has a new password.`,
      ...(backups.rewrapped.length
        ? [`Backups now under it: generations ${backups.rewrapped.join(", ")}.`]
        : []),
      ...(backups.removed.length
        ? [`Backups removed, for they could not be opened: ${backups.removed.join(", ")}.`]
        : []),
    ]);
  },
);

const remove = declare(
  "delete",
  { brief: "Deletes a vault, its items and its backups.", examples: ["opaws vault delete old"] },
  object({ json, yes, name: word("NAME", "Which vault.", "vault") }),
  async (options, work) => {
    const { name } = options;
    const file = readable(work, name);
    const count = file && Object.keys(file.items).length;
    const items = count === null ? "its items" : count === 1 ? "1 item" : `${count} items`;
    await confirm(options.yes, {
      question: `Delete vault "${name}" with ${items} and all its backups? Nothing brings it back.`,
      cannot: `delete vault ${JSON.stringify(name)}`,
      flag: `opaws vault delete ${shellWord(name)} --yes`,
    });
    await deleteVault(work.host, work.places, name);
    if (file) {
      await forgetEverywhere(work.host, work.places, file.id);
      forgetSessions(work.places, file.id);
    }
    for (const slot of file?.slots ?? []) {
      if (isSystemSlotHere(work.places, slot.id)) await dropSystemSlot(work, slot.id);
    }
    const config = await changeConfig(
      work.host,
      work.places,
      (before) =>
        getSetting(before, "defaultVault") === name
          ? setSetting(before, "defaultVault", vaultNames(work.places)[0] ?? "")
          : before,
    );
    const stale = bindingsOf(config).filter((each) => each.binding.vault === name);
    answer(options.json, { vault: name, deleted: true, staleBindings: stale.length }, () => [
      `Vault "${name}" is deleted.`,
      ...(stale.length
        ? [`Bindings that still point to it: ${stale.length}. See: opaws inspect`]
        : []),
    ]);
  },
);

/**
 * The file of the vault; null when it is damaged, or gone while backups are left: no reason to keep what there is. Faults as
 * `readVault`.
 */
function readable(work: Workplace, name: string): VaultFile | null {
  try {
    return readVault(work.places, name).file;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const broken = error.exit === "damaged" || ["kdf-limits", "too-large"].includes(error.code);
    const left = error.code === "no-vault" && listBackups(work.places, name).length > 0;
    if (broken || left) return null;
    throw error;
  }
}

/** `opaws vault`. */
export const vaults: Command = group(
  "vault",
  {
    brief: "Vaults: make, list, move, restore; passwords and slots.",
    description:
      "Vaults: make, list, change the password, recovery code, slots, delete, restore, export, import.",
  },
  [
    vaultCreate,
    list,
    passwd,
    vaultRecovery,
    vaultSlots,
    remove,
    vaultRestore,
    vaultExport,
    vaultImport,
  ],
);
