import { forgetSessions } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import { allBindings } from "../../scope/edit.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { getSetting, setSetting } from "../../scope/settings.ts";
import { listBackups } from "../../vault/store/restore.ts";
import { changePassword } from "../../vault/store/change_password.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { forgetEverywhere } from "../../unlock/cache/forget_everywhere.ts";
import { isLocalSystemSlot } from "../../unlock/system/system_slots.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import { shellWord } from "../../quote.ts";
import { deleteVault } from "../../vault/store/transfer.ts";
import {
  argument,
  type Command,
  declare,
  group,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { confirm } from "../../cli/confirm.ts";
import { newPassword } from "../../unlock/new_password.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { removeSystemSecret } from "../../unlock/system/system_unlocker.ts";
import { cacheKey, keyFromPassword } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";
import { vaultCreate } from "./create.ts";
import { vaultRecovery } from "./recovery.ts";
import { vaultSlots } from "./slots.ts";
import { vaultExport, vaultImport, vaultRestore } from "./copy.ts";

const list = declare(
  "list",
  {
    brief: "Lists the vaults: which is the default, how many items, which generation.",
    examples: ["opaws vault list"],
  },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const chosen = vaultNames(context.paths).length ? context.vaultName() : null;
    const vaults = vaultNames(context.paths).map((name) => {
      const { file, path } = readVault(context.paths, name);
      return {
        name,
        id: file.id,
        default: name === chosen,
        items: Object.keys(file.items).length,
        generation: file.generation,
        slots: file.slots.map((slot) => slot.kind),
        backups: listBackups(context.paths, name).map((backup) => backup.generation),
        path,
      };
    });
    printAnswer(
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
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    const { key } = await keyFromPassword(context, stored, {
      reason: "the password it has now, to change it",
      try: "opaws vault passwd --password-stdin",
      passwordStdin: options.passwordStdin,
      fresh: true,
    });
    const password = await newPassword(
      context,
      name,
      options.passwordStdin,
      "opaws vault passwd --password-stdin",
    );
    const backups = await changePassword(context.host, context.paths, name, key, password);
    const { rewrapped, removed } = backups;
    await cacheKey(context, stored.file.id, key, backups.slot.id);
    printAnswer(options.json, { vault: name, rewrapped, removed }, () => [
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
  parameters({ json: jsonFlag, yes: yesFlag, name: argument("NAME", "Which vault.", "vault") }),
  async (options, context) => {
    const { name } = options;
    const file = readable(context, name);
    const count = file && Object.keys(file.items).length;
    const items = count === null ? "its items" : count === 1 ? "1 item" : `${count} items`;
    await confirm(options.yes, {
      question: `Delete vault "${name}" with ${items} and all its backups? Nothing brings it back.`,
      cannot: `delete vault ${JSON.stringify(name)}`,
      flag: `opaws vault delete ${shellWord(name)} --yes`,
    });
    await deleteVault(context.host, context.paths, name);
    if (file) {
      await forgetEverywhere(context.host, context.paths, file.id);
      forgetSessions(context.paths, file.id);
    }
    for (const slot of file?.slots ?? []) {
      if (isLocalSystemSlot(context.paths, slot.id)) await removeSystemSecret(context, slot.id);
    }
    const config = await changeConfig(
      context.host,
      context.paths,
      (before) =>
        getSetting(before, "defaultVault") === name
          ? setSetting(before, "defaultVault", vaultNames(context.paths)[0] ?? "")
          : before,
    );
    const stale = allBindings(config).filter((each) => each.binding.vault === name);
    printAnswer(options.json, { vault: name, deleted: true, staleBindings: stale.length }, () => [
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
function readable(context: CommandContext, name: string): VaultFile | null {
  try {
    return readVault(context.paths, name).file;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const broken = error.exit === "damaged" || ["kdf-limits", "too-large"].includes(error.code);
    const left = error.code === "no-vault" && listBackups(context.paths, name).length > 0;
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
