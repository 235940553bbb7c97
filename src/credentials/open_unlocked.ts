import { UserError } from "../errors.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { unlockSession } from "../unlock/unlock_session.ts";
import type { UnlockCache } from "../unlock/cache/unlock_cache.ts";
import { isUuid } from "../vault/format/uuid.ts";
import { openBookmarked } from "../vault/store/open_bookmarked.ts";
import { vaultId } from "../vault/store/canonical_file.ts";
import { itemSummaries } from "../vault/store/item_index.ts";
import type { Item } from "../vault/item.ts";
import { openUnparsed, type OpenVault } from "../vault/store/open.ts";
import { isLargeVault, readUnparsed, vaultNames } from "../vault/store/read.ts";
import type { OpenItem } from "./ask.ts";
import type { CredentialsContext } from "./context.ts";

/** What is done in one vault. */
interface Search {
  readonly context: CredentialsContext;
  readonly cache: UnlockCache;
  readonly vault: string;
  readonly reference: string;
}

/**
 * Opens the item that has `reference` as its id or its exact title, in `vault` or in any, if every vault that is searched
 * is unlocked in this terminal. Returns null in all other cases: if a vault is locked or cannot be used, and if no item or
 * several items have that title. Then the caller asks the user, or says why.
 */
export async function openUnlocked(
  context: CredentialsContext,
  reference: string,
  vault: string | undefined,
): Promise<OpenItem | null> {
  const { host, paths, config, terminal } = context;
  const cache = chooseUnlockCache(host, paths, unlockSession(host, paths, config, terminal));
  if (cache === null) return null;
  let found: OpenItem | null = null;
  try {
    for (const name of vault === undefined ? vaultNames(paths) : [vault]) {
      const result = await search({ context, cache, vault: name, reference });
      if (result === null) return drop(found);
      const { item, ...opened } = result;
      if (item === null) opened.sealer.wipe();
      else if (found === null) found = { item, ...opened };
      else {
        opened.sealer.wipe();
        return drop(found);
      }
    }
  } catch (error) {
    drop(found);
    if (error instanceof UserError) return null;
    throw error;
  }
  return found;
}

/** Wipes the key of an item that is not used after all, and returns null. */
function drop(found: OpenItem | null): null {
  found?.sealer.wipe();
  return null;
}

/** What one vault has. */
interface Result extends Omit<OpenItem, "item"> {
  readonly item: Item | null;
}

/** Searches one vault. Returns null if it is locked, or if several items have that title. */
async function search({ context, cache, vault, reference }: Search): Promise<Result | null> {
  const { host, paths } = context;
  const isLarge = isLargeVault(paths, vault);
  if (isLarge) {
    const keyOf = (id: string) => cache.get(id);
    const bookmarked = await openBookmarked(paths, vault, reference, keyOf);
    if (bookmarked !== null && isNamed(bookmarked.item, reference)) return bookmarked;
    bookmarked?.sealer.wipe();
  }
  const began = host.now();
  const unparsed = readUnparsed(paths, vault);
  const key = await cache.get(vaultId(unparsed));
  if (key === null) return null;
  let result: Result | null = null;
  try {
    const open = await openUnparsed(host, paths, unparsed, key);
    const item = isUuid(reference)
      ? await open.item(reference)
      : await itemCalled(context, open, reference);
    if (!isNamed(item, reference)) return null;
    if (isLarge) {
      const { writeBookmark } = await import("../vault/store/write_bookmark.ts");
      await writeBookmark(host, paths, unparsed, open, reference, item?.id ?? null, began);
    }
    return result = { item, sealer: open.sealer, file: open.file };
  } finally {
    if (result === null) key.wipe(); // else the sealer goes on with it
  }
}

/** Returns the item with that exact title; null if there is none, undefined if there are several. */
async function itemCalled(
  { host, paths }: CredentialsContext,
  open: OpenVault,
  title: string,
): Promise<Item | null | undefined> {
  const matches = (await itemSummaries(host, paths, open)).filter((each) => each.title === title);
  return matches.length > 1 ? undefined : matches[0] ? await open.item(matches[0].id) : null;
}

/** Reports whether `item` is what `reference` names; also true if there is no item. The opened item decides, not an index. */
function isNamed(item: Item | null | undefined, reference: string): item is Item | null {
  return item === null || item?.id === reference || item?.title === reference;
}
