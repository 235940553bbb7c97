import type { CommandContext } from "../../cli/context.ts";
import { endOf } from "../../credentials/field_checks.ts";
import { itemUsage, keySince } from "../../credentials/item_usage.ts";
import { unapprovedVariables } from "../../credentials/variable_lines.ts";
import { isTemporary } from "../../credentials/item_fields.ts";
import { roleIn } from "../../unlock/own_vault.ts";
import { openCached } from "../../unlock/open_cached.ts";
import { UserError } from "../../errors.ts";
import { listBackups, readBackup } from "../../vault/store/backups.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import { fieldText } from "../../vault/item.ts";
import type { VaultFacts } from "./facts.ts";

/** Reads every vault strictly, and verifies a vault and its items if this terminal has it unlocked. */
export async function gatherVaults(context: CommandContext): Promise<VaultFacts[]> {
  const found: VaultFacts[] = [];
  for (const name of vaultNames(context.paths)) {
    const backups = backupFacts(context, name);
    try {
      found.push({ name, error: null, ...backups, ...await vaultFacts(context, name) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push({ name, error, ...backups, verified: false, ids: null, items: [] });
    }
  }
  return found;
}

function backupFacts(
  context: CommandContext,
  name: string,
): Pick<VaultFacts, "backups" | "backupErrors"> {
  const backupErrors: UserError[] = [];
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      backupErrors.push(error);
      return null;
    }
  };
  const backups = attempt(() => listBackups(context.paths, name)) ?? [];
  for (const backup of backups) attempt(() => readBackup(name, backup));
  return { backups: backups.length, backupErrors };
}

async function vaultFacts(
  context: CommandContext,
  name: string,
): Promise<Omit<VaultFacts, "name" | "error" | "backups" | "backupErrors">> {
  const stored = readVault(context.paths, name);
  const ids = Object.keys(stored.file.items);
  const open = await openCached(context, stored, { report: true });
  const { file } = stored;
  const member = file.shared === undefined ? {} : { isMember: roleIn(context, file) !== null };
  if (open === null) return { verified: false, ids, items: [], ...member };
  const items = await open.items();
  return {
    verified: true,
    ids,
    items: items.map((item) => ({
      id: item.id,
      title: item.title,
      created: keySince(item),
      lastUsed: itemUsage(context.paths, item).lastUsed,
      expires: isTemporary(item.fields) ? endOf(fieldText(item, "expires") ?? "") : null,
      unapproved: unapprovedVariables(context.paths, file, item),
    })),
    ...member,
  };
}
