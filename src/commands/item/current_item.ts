import type { CommandContext } from "../../cli/context.ts";
import { checkBoundTitle } from "../../credentials/bound_title.ts";
import { UserError } from "../../errors.ts";
import { isSso } from "../../scope/binding.ts";
import { resolve } from "../../scope/resolve.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { type ListedItem, listItemsOf, openListed } from "../../unlock/list_items.ts";
import type { UnlockPurpose } from "../../unlock/unlock_context.ts";

/**
 * Returns the item that `reference` names, else the one that aws uses in this terminal and directory, else the only one
 * there is.
 *
 * @throws UserError (66) if there is none, (64) if there are several and none is named or bound, (78) if the title of the
 * bound item is not the binding's, and as `findItem` does.
 */
export async function currentItem(
  context: CommandContext,
  reference: string | undefined,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<FoundItem> {
  if (reference !== undefined) return await findItem(context, reference, vault, purpose);
  const cwd = context.host.cwd();
  const tree = readScopeTree(context.paths, context.config(), context.terminal, cwd);
  const bound = vault === undefined ? resolve(tree, "aws", cwd) : null;
  if (bound !== null && !isSso(bound.binding)) {
    const { binding } = bound;
    const found = await findItem(context, binding.item, binding.vault, purpose);
    checkBoundTitle(binding, found.item.title, bound);
    return found;
  }
  const items: ListedItem[] = [];
  for (const name of context.vaultNames(vault)) {
    items.push(...await listItemsOf(context, name, purpose));
  }
  const only = items.length === 1 ? await openListed(context, items[0]!) : null;
  if (only !== null) return only;
  throw new UserError({
    exit: items.length === 0 ? "notFound" : "usage",
    code: items.length === 0 ? "no-item" : "ambiguous-item",
    cannot: "choose an item",
    because: items.length === 0
      ? "there are no items yet"
      : `no item is bound to aws in this directory, and there are ${items.length}`,
    try: items.length === 0 ? "opaws item create" : "opaws item list",
  });
}
