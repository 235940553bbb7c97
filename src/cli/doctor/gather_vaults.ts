import { Fault } from "../../fault.ts";
import { listBackups, readBackup } from "../../vault/backup_files.ts";
import { openVault } from "../../vault/open.ts";
import { readVault, vaultNames } from "../../vault/store.ts";
import type { Workplace } from "../workplace.ts";
import type { VaultFacts } from "./facts.ts";

/** Looks at every vault: read strictly, and verified whole, items too, where this terminal has it unlocked. */
export async function gatherVaults(work: Workplace): Promise<VaultFacts[]> {
  const found: VaultFacts[] = [];
  for (const name of vaultNames(work.places)) {
    const seen = { name, ...lookAtBackups(work, name) };
    try {
      found.push({ ...seen, fault: null, ...await lookInto(work, name) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      found.push({ ...seen, fault: error, verified: false, ids: null, items: [] });
    }
  }
  return found;
}

function lookAtBackups(
  work: Workplace,
  name: string,
): Pick<VaultFacts, "backups" | "badBackups"> {
  const badBackups: Fault[] = [];
  const look = <Found>(read: () => Found): Found | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      badBackups.push(error);
      return null;
    }
  };
  const backups = look(() => listBackups(work.places, name)) ?? [];
  for (const backup of backups) look(() => readBackup(name, backup));
  return { backups: backups.length, badBackups };
}

async function lookInto(
  work: Workplace,
  name: string,
): Promise<Pick<VaultFacts, "verified" | "ids" | "items">> {
  const stored = readVault(work.places, name);
  const ids = Object.keys(stored.file.items);
  const key = await work.keeper()?.fetch(stored.file.id);
  if (!key) return { verified: false, ids, items: [] };
  try {
    const items = await (await openVault(work.host, work.places, stored, key)).items();
    return {
      verified: true,
      ids,
      items: items.map(({ title, created }) => ({ title, created: Date.parse(created) })),
    };
  } finally {
    key.wipe();
  }
}
