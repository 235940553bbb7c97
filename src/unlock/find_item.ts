import type { Item } from "../vault/item.ts";
import { matchItem, noSuchItem } from "../vault/item_reference.ts";
import { isUuid } from "../vault/format/uuid.ts";
import { hasItem } from "../vault/store/canonical_file.ts";
import type { OpenVault } from "../vault/store/open.ts";
import { readUnparsed } from "../vault/store/read.ts";
import { eachVault, isAboutFile, type UnusableVault } from "./each_vault.ts";
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
  for (const vault of names) found.push(...await itemsOfVault(context, vault, purpose));
  return found;
}

/**
 * Returns all items of the vault `name`, or else of every vault that can be used, unlocking one after the other, and the
 * vaults that cannot be used.
 *
 * @throws UserError as `unlockVault` does, but of an unusable vault only if it is `name`.
 */
export async function usableItems(
  context: UnlockContext,
  name: string | undefined,
  purpose: UnlockPurpose,
): Promise<{ readonly items: readonly ListedItem[]; readonly unusable: readonly UnusableVault[] }> {
  const { found, unusable } = await eachVault(
    context.vaultNames(name),
    name !== undefined,
    (vault) => itemsOfVault(context, vault, purpose),
  );
  return { items: found.flat(), unusable };
}

async function itemsOfVault(
  context: UnlockContext,
  vault: string,
  purpose: UnlockPurpose,
): Promise<ListedItem[]> {
  const open = await unlockVault(context, vault, purpose);
  return (await open.items()).map((item) => ({
    item,
    vault,
    open,
    id: item.id,
    title: item.title,
  }));
}

/**
 * Finds the item that the user means by `reference`, in the vault `vault` or in any. The file lists whole ids unsealed, so
 * for a whole id only its own vault is unlocked. A vault that cannot be used is reported if another one has the item.
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
  const holder = isUuid(reference)
    ? names.find((name) => isHolder(context, name, reference))
    : undefined;
  const { items, unusable } = await usableItems(context, vault ?? holder, purpose);
  const chosen = matchItem(items, reference);
  if (chosen === null) throw unusable[0]?.error ?? noSuchItem(reference, names);
  for (const { error } of unusable) context.report(`opaws: ${error.message}`);
  return chosen;
}

function isHolder(context: UnlockContext, vault: string, id: string): boolean {
  try {
    return hasItem(readUnparsed(context.paths, vault), id);
  } catch (error) {
    if (isAboutFile(error)) return false;
    throw error;
  }
}
