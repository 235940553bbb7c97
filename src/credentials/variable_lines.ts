import { UserError } from "../errors.ts";
import type { Paths } from "../fs/paths.ts";
import type { Item } from "../vault/item.ts";
import type { VaultFile } from "../vault/format/vault_file.ts";
import { readVault } from "../vault/store/read.ts";
import { approvedVariables } from "./approved_variables.ts";
import { type ApprovingVault, unapproved } from "./item_variables.ts";
import type { ItemSource } from "./item_source.ts";
import { variableOf } from "./variable_names.ts";

/**
 * Returns the shared vault of the item that `source` names and the variables approved for it; null if the vault is not
 * shared, or nothing says which vault it is. Unlocks nothing.
 *
 * @throws UserError (78) as `approvedVariables` does.
 */
export function sharedVaultOf(paths: Paths, source: ItemSource): ApprovingVault | null {
  const name = "binding" in source ? source.binding.vault : "vault" in source ? source.vault : null;
  if (!name) return null;
  try {
    const { file } = readVault(paths, name);
    return file.shared === undefined ? null : { name, approved: approvedVariables(paths, file.id) };
  } catch (error) {
    if (error instanceof UserError && error.code !== "bad-approvals") return null; // a run says why
    throw error;
  }
}

/** Returns the line of `opaws which` about the variables that items of `shared` may set; nothing for a vault of one's own. */
export function variableLines(shared: ApprovingVault | null): string[] {
  if (shared === null) return [];
  const { name, approved } = shared;
  return [
    approved.length === 0
      ? `  variables: none are approved on this machine for items of shared vault "${name}"`
      : `  variables: items of shared vault "${name}" may set ${approved.join(", ")}`,
  ];
}

/** Returns the variables that `item` of the vault `file` sets although nobody has approved them here; none in a vault of one's own. */
export function unapprovedVariables(paths: Paths, file: VaultFile, item: Item): string[] {
  if (file.shared === undefined) return [];
  const names = item.fields.map(({ name }) => variableOf(name)).filter((name) => name !== null);
  if (names.length === 0) return [];
  return unapproved(names, { name: file.name, approved: approvedVariables(paths, file.id) });
}
