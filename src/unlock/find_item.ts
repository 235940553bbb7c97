import type { Item } from "../vault/item.ts";
import { matchItem, noSuchItem } from "../vault/item_reference.ts";
import { isUuid } from "../vault/format/uuid.ts";
import { hasItem } from "../vault/store/canonical_file.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { readUnparsed } from "../vault/store/read.ts";
import { isAboutFile } from "./each_vault.ts";
import { type ListedItem, listItems, openListed } from "./list_items.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";
import { unlockVault } from "./unlock_vault.ts";

/** An item with the vault that holds it. */
export interface FoundItem {
  /** The item. */
  readonly item: Item;
  /** The name of its vault. */
  readonly vault: string;
  /** Its vault, open. */
  readonly open: OpenVault;
}

/**
 * Finds the item that the user means by `reference`, in the vault `vault` or in any, and opens only that one. The file
 * lists whole ids unsealed, so for a whole id only its own vault is unlocked. A vault that cannot be used is reported if
 * another one has the item.
 *
 * @throws UserError 66 if no item matches, 64 if several match, 77 with `purpose.write` if this person may only read its
 *   vault, and as `unlockVault` does.
 */
export async function findItem(
  context: UnlockContext,
  reference: string,
  vault: string | undefined,
  purpose: UnlockPurpose = {},
): Promise<FoundItem> {
  const { write = false, ...reading } = purpose; // another vault that is searched may be one to read only
  const found = await find(context, reference, vault, reading, write);
  if (write) (await import("./check_writer.ts")).checkWriter(context, found.open.file);
  return found;
}

async function find(
  context: UnlockContext,
  reference: string,
  vault: string | undefined,
  purpose: UnlockPurpose,
  write: boolean,
): Promise<FoundItem> {
  const names = context.vaultNames(vault);
  const holder = isUuid(reference)
    ? names.find((name) => isHolder(context, name, reference))
    : undefined;
  const only = vault ?? holder;
  // With several vaults, the one that has the item is known only after the search.
  const inOne = only === undefined ? purpose : { ...purpose, write };
  if (holder !== undefined) {
    const open = await unlockVault(context, holder, inOne);
    const item = await open.item(reference);
    if (item !== null) return { item, vault: holder, open };
  }
  for (const again of [false, true]) {
    const { items, unusable } = await listItems(context, only, inOne, again);
    const chosen = matchItem<ListedItem>(items, reference);
    if (chosen === null) throw unusable[0]?.error ?? noSuchItem(reference, names);
    const found = await openListed(context, chosen);
    if (found === null) continue;
    for (const { error } of unusable) context.report(`opaws: ${error.message}`);
    return found;
  }
  throw noSuchItem(reference, names);
}

function isHolder(context: UnlockContext, vault: string, id: string): boolean {
  try {
    return hasItem(readUnparsed(context.paths, vault), id);
  } catch (error) {
    if (isAboutFile(error)) return false;
    throw error;
  }
}
