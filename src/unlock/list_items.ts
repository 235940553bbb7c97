import type { ItemSummary } from "../vault/item_summary.ts";
import { itemSummaries } from "../vault/store/item_index.ts";
import { itemsWithKey } from "../vault/store/items_with_key.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { eachVault, type UnusableVault } from "./each_vault.ts";
import type { FoundItem } from "./find_item.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";
import { unlockVault } from "./unlock_vault.ts";

/** An item of an unlocked vault with what lists show of it. It is not open yet. */
export interface ListedItem extends ItemSummary {
  /** The name of its vault. */
  readonly vault: string;
  /** Its vault, open. */
  readonly open: OpenVault;
}

/** What {@linkcode listItems} and {@linkcode openItems} return. */
interface UsableItems<T> {
  /** The items. */
  readonly items: readonly T[];
  /** The vaults that cannot be used. */
  readonly unusable: readonly UnusableVault[];
}

/**
 * Lists the items of the vault `name`, or else of every vault that can be used, unlocking one after the other, without
 * opening an item. `again` as in `itemSummaries`.
 *
 * @throws UserError as `unlockVault` does, but of an unusable vault only if it is `name`.
 */
export async function listItems(
  context: UnlockContext,
  name: string | undefined,
  purpose: UnlockPurpose,
  again = false,
): Promise<UsableItems<ListedItem>> {
  return await usableItems(context, name, (vault) => listItemsOf(context, vault, purpose, again));
}

/** Lists the items of the vault `vault` without opening one. Throws UserError as `unlockVault` does. */
export async function listItemsOf(
  context: UnlockContext,
  vault: string,
  purpose: UnlockPurpose,
  again = false,
): Promise<ListedItem[]> {
  const open = await unlockVault(context, vault, purpose);
  const summaries = await itemSummaries(context.host, context.paths, open, again);
  return summaries.map((summary) => ({ ...summary, vault, open }));
}

/** Opens, of the items that {@linkcode listItems} lists, those that may hold an access key of `keyIds`. Throws as it does. */
export async function openItemsWithKey(
  context: UnlockContext,
  name: string | undefined,
  purpose: UnlockPurpose,
  keyIds: Iterable<string>,
): Promise<UsableItems<FoundItem>> {
  return await usableItems(context, name, async (vault) => {
    const open = await unlockVault(context, vault, purpose);
    const summaries = await itemSummaries(context.host, context.paths, open);
    const items = await itemsWithKey(summaries, keyIds, (id) => open.item(id));
    return items.map((item) => ({ item, vault, open }));
  });
}

/** Opens the items that {@linkcode listItems} lists, for those who need their secrets. Throws as it does. */
export async function openItems(
  context: UnlockContext,
  name: string | undefined,
  purpose: UnlockPurpose,
): Promise<UsableItems<FoundItem>> {
  return await usableItems(context, name, async (vault) => {
    const open = await unlockVault(context, vault, purpose);
    return (await open.items()).map((item) => ({ item, vault, open }));
  });
}

/**
 * Opens an item that was listed. The list is only a hint: if the vault has no item with this id and title, makes the index
 * of the vault again and returns null.
 *
 * @throws UserError (65) if the item is damaged.
 */
export async function openListed(
  { host, paths }: Pick<UnlockContext, "host" | "paths">,
  { id, title, vault, open }: ListedItem,
): Promise<FoundItem | null> {
  const item = await open.item(id);
  if (item !== null && item.title === title) return { item, vault, open };
  await itemSummaries(host, paths, open, true);
  return null;
}

async function usableItems<T>(
  context: UnlockContext,
  name: string | undefined,
  read: (vault: string) => Promise<T[]>,
): Promise<UsableItems<T>> {
  const { found, unusable } = await eachVault(context.vaultNames(name), name !== undefined, read);
  return { items: found.flat(), unusable };
}
