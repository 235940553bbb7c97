import type { Item } from "../../vault/item.ts";
import { type ItemSummary, summaryOf } from "../../vault/item_summary.ts";
import type { UnusableVault } from "../../unlock/each_vault.ts";
import { findItem } from "../../unlock/find_item.ts";
import { listItems } from "../../unlock/list_items.ts";
import { openTokenItem, openTokenVault } from "../../credentials/token/open_token.ts";
import { tokenVariable } from "../../credentials/facts.ts";
import type { UnlockPurpose } from "../../unlock/unlock_context.ts";
import type { CommandContext } from "../../cli/context.ts";

/** An item that can be read, with the name of its vault. */
interface ReadableItem {
  /** The item. */
  readonly item: Item;
  /** The name of its vault. */
  readonly vault: string;
  /** When it was last changed, RFC 3339. */
  readonly updated: string | undefined;
}

/** What lists show of an item that can be read, with the name of its vault. */
interface ReadableSummary extends ItemSummary {
  /** The name of its vault. */
  readonly vault: string;
}

/**
 * Lists the items that can be read: those that the token in the environment opens, else those of the vault called
 * `vault`, else those of every vault, each unlocked in turn; and the vaults that cannot be used.
 *
 * @throws UserError as `openTokenVault` and `listItems` do.
 */
export async function readableItems(
  context: CommandContext,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<
  { readonly items: readonly ReadableSummary[]; readonly unusable: readonly UnusableVault[] }
> {
  if (tokenVariable(context.host) !== null) {
    const { vault: opened, file } = await openTokenVault(context.host, context.paths, vault);
    const items = opened.items.map((item) => ({
      ...summaryOf(item, file.items[item.id]!.updated),
      vault: file.name,
    }));
    return { items, unusable: [] };
  }
  return await listItems(context, vault, purpose);
}

/**
 * Returns the item that `reference` names among those that can be read.
 *
 * @throws UserError as `openTokenItem` and `findItem` do.
 */
export async function readableItem(
  context: CommandContext,
  reference: string,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<ReadableItem> {
  if (tokenVariable(context.host) !== null) {
    const { item, file } = await openTokenItem(context.host, context.paths, {
      item: reference,
      vault,
    });
    return { item, vault: file.name, updated: file.items[item.id]?.updated };
  }
  const found = await findItem(context, reference, vault, purpose);
  return { ...found, updated: found.open.file.items[found.item.id]?.updated };
}
