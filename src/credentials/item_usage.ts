import { joinPath } from "../fs/path.ts";
import type { Paths } from "../fs/paths.ts";
import { isUuid } from "../vault/format/uuid.ts";
import type { Item } from "../vault/item.ts";

/** How an item was used on this machine, as `recordUse` recorded it. */
interface ItemUsage {
  /** When its present key was last used; epoch milliseconds. Null if it was not. */
  readonly lastUsed: number | null;
  /** How often it was used, with all its keys. */
  readonly uses: number;
}

/** Returns how `item` was used here. */
export function itemUsage(
  { state }: Pick<Paths, "state">,
  item: Pick<Item, "id" | "keyChanged">,
): ItemUsage {
  try {
    const { mtime, size } = Deno.statSync(joinPath(state, "used", item.id));
    const time = mtime?.getTime() ?? 0;
    const isOfOldKey = item.keyChanged !== undefined && time < Date.parse(item.keyChanged);
    return { lastUsed: isOfOldKey ? null : time, uses: size };
  } catch {
    return { lastUsed: null, uses: 0 };
  }
}

/** Returns when `item` got its present key; epoch milliseconds. The key may be older, if it was imported. */
export function keySince({ created, keyChanged }: Pick<Item, "created" | "keyChanged">): number {
  return Date.parse(keyChanged ?? created);
}

/** Forgets how the item with the id `id` was used here. */
export function forgetUsage({ state }: Pick<Paths, "state">, id: string): void {
  if (!isUuid(id)) return;
  try {
    Deno.removeSync(joinPath(state, "used", id));
  } catch {
    // It was never used here.
  }
}
