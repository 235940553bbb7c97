import type { Item } from "../vault/item.ts";
import { matchItem, noSuchItem } from "../vault/item_reference.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { readVault } from "../vault/store/read.ts";
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

/** An item of an open vault with what references name and lists show. */
export interface ListedItem extends FoundItem {
  /** Its id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
}

/** Returns all items of the vaults `names`, unlocking one after the other. Throws UserError as `unlockVault` does. */
export async function itemsOf(
  context: UnlockContext,
  names: readonly string[],
  purpose: UnlockPurpose,
): Promise<ListedItem[]> {
  const found: ListedItem[] = [];
  for (const vault of names) {
    const open = await unlockVault(context, vault, purpose);
    for (const item of await open.items()) {
      found.push({ item, vault, open, id: item.id, title: item.title });
    }
  }
  return found;
}

/**
 * Finds the item that the user means by `reference`, in the vault `vault` or in any. The file lists whole ids unsealed, so
 * for a whole id only its own vault is unlocked.
 *
 * @throws UserError 66 if no item matches, 64 if several match, and as `unlockVault` does.
 */
export async function findItem(
  context: UnlockContext,
  reference: string,
  vault: string | undefined,
  purpose: UnlockPurpose = {},
): Promise<FoundItem> {
  const names = context.vaultNames(vault);
  const holder = names.find((name) =>
    Object.hasOwn(readVault(context.paths, name).file.items, reference)
  );
  const items = await itemsOf(context, holder === undefined ? names : [holder], purpose);
  const chosen = matchItem(items, reference);
  if (chosen === null) throw noSuchItem(reference, names);
  return chosen;
}
