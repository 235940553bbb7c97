import type { Item } from "../item.ts";
import type { ItemSummary } from "../item_summary.ts";

/**
 * Opens, of the items in `summaries`, those that may hold one of the access keys with the ids `keyIds`: the summaries have
 * the end of each item's. `open` returns an item, or null if it is gone. Throws as `open` does.
 */
export async function itemsWithKey(
  summaries: readonly ItemSummary[],
  keyIds: Iterable<string>,
  open: (id: string) => Promise<Item | null>,
): Promise<Item[]> {
  const ends = new Set([...keyIds].map((id) => id.slice(-4)));
  const ids = summaries.filter(({ keyEnd }) => keyEnd !== null && ends.has(keyEnd));
  const items = await Promise.all(ids.map(({ id }) => open(id)));
  return items.filter((item) => item !== null);
}
