import type { CommandContext } from "../../cli/context.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { newUuid } from "../../vault/format/uuid.ts";
import type { Field, Item } from "../../vault/item.ts";
import { changeVault } from "../../vault/store/change.ts";

/** What a new item is made from. */
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

/**
 * Returns an item with a new id.
 *
 * @throws UserError (64) if the title is empty.
 */
export function newItem(host: Pick<Host, "random" | "now">, parts: NewItem): Item {
  if (parts.title.trim() === "") {
    throw new UserError({
      exit: "usage",
      code: "no-title",
      cannot: "create an item",
      because: "it has no title",
      try: 'opaws item create "AWS dev"',
    });
  }
  return {
    id: newUuid(host),
    title: parts.title,
    category: "aws-access-key",
    fields: parts.fields,
    notes: parts.notes ?? "",
    tags: parts.tags ?? [],
    created: new Date(host.now()).toISOString(),
  };
}

/**
 * Adds a new item to the vault called `vault`.
 *
 * @throws UserError as {@linkcode newItem} and `changeVault` do.
 */
export async function saveItem(
  context: CommandContext,
  vault: string,
  key: VaultKey,
  parts: NewItem,
): Promise<Item> {
  const item = newItem(context.host, parts);
  await changeVault(context.host, context.paths, vault, key, (draft) => draft.putItem(item));
  return item;
}
