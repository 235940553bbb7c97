import type { Item } from "../vault/item.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { readVault } from "../vault/store/read.ts";
import { chosenItem, noSuchItem } from "../vault/item_reference.ts";
import { type UnlockPurpose, unlockVault } from "./unlock_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

/** An item with the vault that holds it. */
export interface FoundItem {
  /** The item. */
  readonly item: Item;
  /** The name of its vault. */
  readonly vault: string;
  /** Its vault, open. */
  readonly open: OpenVault;
}

/** An item of an open vault, to be named or listed. */
export interface ListedItem extends FoundItem {
  /** Its id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
}

/** All items of the vaults called `names`, each unlocked in turn. Faults as {@linkcode unlockVault}. */
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
 * The item the user means by `reference`, in the vault called `vault` or in any. A whole id stands in the file
 * unsealed, so only its vault is unlocked then. Faults: 66 none, 64 several, and as {@linkcode unlockVault}.
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
  const chosen = chosenItem(items, reference);
  if (chosen === null) throw noSuchItem(reference, names);
  return chosen;
}
