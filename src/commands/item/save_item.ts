import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { changeVault, newItemId } from "../../vault/store/change.ts";
import type { Field, Item } from "../../vault/item.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import type { CommandContext } from "../../cli/context.ts";

/** What makes a new item. */
export interface NewItem {
  /** Its title. */
  readonly title: string;
  /** Its fields. */
  readonly fields: readonly Field[];
  /** Its notes. */
  readonly notes?: string;
  /** Its tags. */
  readonly tags?: readonly string[];
}

/** The item that `made` becomes, with a new id. Faults (64) on an empty title. */
export function newItem(host: Pick<Host, "random" | "now">, made: NewItem): Item {
  if (made.title.trim() === "") {
    throw new UserError({
      exit: "usage",
      code: "no-title",
      cannot: "create an item",
      because: "it has no title",
      try: 'opaws item create "AWS dev"',
    });
  }
  return {
    id: newItemId(host),
    title: made.title,
    category: "aws-access-key",
    fields: made.fields,
    notes: made.notes ?? "",
    tags: made.tags ?? [],
    created: new Date(host.now()).toISOString(),
  };
}

/** Adds a new item to the vault called `vault`. Faults as {@linkcode newItem} and `changeVault`. */
export async function saveItem(
  context: CommandContext,
  vault: string,
  key: VaultKey,
  made: NewItem,
): Promise<Item> {
  const item = newItem(context.host, made);
  await changeVault(context.host, context.paths, vault, key, (draft) => draft.putItem(item));
  return item;
}
