import { UserError } from "../../errors.ts";
import { resolve } from "../../scope/resolve.ts";
import { findItem, type FoundItem, itemsOf } from "../../unlock/find_item.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import type { UnlockPurpose } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * The item that `reference` names, else the one that aws uses here, else the only one there is.
 * Faults: 64 several and none named, 66 none, and as `findItem`.
 */
export async function currentItem(
  context: CommandContext,
  reference: string | undefined,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<FoundItem> {
  if (reference !== undefined) return await findItem(context, reference, vault, purpose);
  const tree = readScopeTree(context.paths, context.config(), context.terminal);
  const bound = vault === undefined ? resolve(tree, "aws", context.host.cwd())?.binding : undefined;
  if (bound !== undefined) return await findItem(context, bound.item, bound.vault, purpose);
  const items = await itemsOf(context, context.vaultNames(vault), purpose);
  if (items.length === 1) return items[0]!;
  throw new UserError({
    exit: items.length === 0 ? "notFound" : "usage",
    code: items.length === 0 ? "no-item" : "ambiguous-item",
    cannot: "choose an item",
    because: items.length === 0
      ? "there is none yet"
      : `nothing is bound for aws here, and there are ${items.length}`,
    try: items.length === 0 ? "opaws item create" : "opaws item list",
  });
}
