import { UserError } from "../../errors.ts";
import { listBackups, readBackup } from "../../vault/store/backups.ts";
import { openVault } from "../../vault/store/open.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { VaultFacts } from "./facts.ts";

/** Looks at every vault: read strictly, and verified whole, items too, where this terminal has it unlocked. */
export async function gatherVaults(context: CommandContext): Promise<VaultFacts[]> {
  const found: VaultFacts[] = [];
  for (const name of vaultNames(context.paths)) {
    const seen = { name, ...lookAtBackups(context, name) };
    try {
      found.push({ ...seen, fault: null, ...await lookInto(context, name) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push({ ...seen, fault: error, verified: false, ids: null, items: [] });
    }
  }
  return found;
}

function lookAtBackups(
  context: CommandContext,
  name: string,
): Pick<VaultFacts, "backups" | "badBackups"> {
  const badBackups: UserError[] = [];
  const look = <Found>(read: () => Found): Found | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      badBackups.push(error);
      return null;
    }
  };
  const backups = look(() => listBackups(context.paths, name)) ?? [];
  for (const backup of backups) look(() => readBackup(name, backup));
  return { backups: backups.length, badBackups };
}

async function lookInto(
  context: CommandContext,
  name: string,
): Promise<Pick<VaultFacts, "verified" | "ids" | "items">> {
  const stored = readVault(context.paths, name);
  const ids = Object.keys(stored.file.items);
  const key = await context.unlockCache()?.get(stored.file.id);
  if (!key) return { verified: false, ids, items: [] };
  try {
    const items = await (await openVault(context.host, context.paths, stored, key)).items();
    return {
      verified: true,
      ids,
      items: items.map(({ title, created }) => ({ title, created: Date.parse(created) })),
    };
  } finally {
    key.wipe();
  }
}
