import { confirm } from "../../cli/confirm.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { approvedVariables, changeApproved } from "../../credentials/approved_variables.ts";
import { removeRemoteFiles } from "../../credentials/remote/open_remote.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { allBindings } from "../../scope/edit.ts";
import { remoteOf, withRemote } from "../../scope/remotes.ts";
import { getSetting, setSetting } from "../../scope/settings.ts";
import { forgetEverywhere } from "../../unlock/cache/forget_everywhere.ts";
import { isLocalSystemSlot } from "../../unlock/system/system_slots.ts";
import { lockedTogether } from "../../unlock/own_vault.ts";
import { removeSystemSecret } from "../../unlock/system/system_unlocker.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { listBackups } from "../../vault/store/backups.ts";
import { deleteVault } from "../../vault/store/delete.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";

/** `opaws vault delete`. */
export const command: Command = declare(
  { examples: ["opaws vault delete old"] },
  parameters({ json: jsonFlag, yes: yesFlag, name: argument("NAME", "Which vault.", "vault") }),
  async (options, context) => {
    const { name } = options;
    const file = readUnlessBroken(context, name);
    await confirm(options.yes, {
      question: questionFor(context, name, file),
      cannot: `delete vault ${JSON.stringify(name)}`,
      flag: `opaws vault delete ${shellWord(name)} --yes`,
    });
    await deleteVault(context.host, context.paths, name);
    if (file !== null) await forgetVault(context, file);
    const remote = remoteOf(context.config(), name);
    if (remote !== null) await removeRemoteFiles(context.paths, name, remote);
    const config = await changeConfig(
      context.host,
      context.paths,
      (all) => {
        const before = remote === null ? all : withRemote(all, name, null);
        return getSetting(before, "defaultVault") === name
          ? setSetting(before, "defaultVault", vaultNames(context.paths)[0] ?? "")
          : before;
      },
    );
    const stale = allBindings(config).filter((each) => each.binding.vault === name);
    printAnswer(options.json, { vault: name, deleted: true, staleBindings: stale.length }, () => [
      `Deleted vault "${name}".`,
      ...(stale.length
        ? [`Bindings that still point to it: ${stale.length}. See: opaws inspect`]
        : []),
    ]);
  },
);

/** Removes the cached keys, the cached sessions and the keychain entries of a deleted vault. */
async function forgetVault(context: CommandContext, file: VaultFile): Promise<void> {
  await forgetEverywhere(context.host, context.paths, file.id);
  const { host, paths } = context;
  const approved = approvedVariables(paths, file.id);
  if (approved.length > 0) await changeApproved(host, paths, file.id, { remove: approved });
  forgetSessions(context.paths, file.id);
  for (const slot of file.slots) {
    if (isLocalSystemSlot(context.paths, slot.id)) await removeSystemSecret(context, slot.id);
  }
}

/** Returns the question, which says what else is lost with a person's own vault, and what is not with a shared one. */
function questionFor(context: CommandContext, name: string, file: VaultFile | null): string {
  const what = `vault "${name}" with ${itemCount(file)} and all its backups`;
  if (file?.shared !== undefined) {
    return `Delete your copy of shared ${what}? The other members keep theirs.`;
  }
  const opened = file?.person === undefined ? [] : lockedTogether(context, { file });
  const also = opened.length === 0
    ? ""
    : ` It has your member keys, without which you cannot open ${
      opened.map((each) => `"${each.name}"`).join(" and ")
    }.`;
  return `Delete ${what}?${also} This cannot be undone.`;
}

function itemCount(file: VaultFile | null): string {
  if (file === null) return "its items";
  const count = Object.keys(file.items).length;
  return count === 1 ? "1 item" : `${count} items`;
}

/**
 * Returns the vault's file; null if it is damaged, or if it is gone but backups are left. Both can still be deleted.
 *
 * @throws UserError as `readVault` does in all other cases.
 */
function readUnlessBroken(context: CommandContext, name: string): VaultFile | null {
  try {
    return readVault(context.paths, name).file;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const broken = error.exit === "damaged" || ["kdf-limits", "too-large"].includes(error.code);
    const onlyBackups = error.code === "no-vault" && listBackups(context.paths, name).length > 0;
    if (broken || onlyBackups) return null;
    throw error;
  }
}
