import type { CommandContext } from "../../cli/context.ts";
import { checkFields } from "../../credentials/field_checks.ts";
import { notesProblem, tagsProblem, titleProblem } from "../../credentials/text_checks.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { newUuid } from "../../vault/format/uuid.ts";
import type { Field, Item } from "../../vault/item.ts";
import { foldTitle } from "../../vault/item_reference.ts";
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
 * @throws UserError (64, `bad-item`) if a part cannot be used, or a required field is missing. The message says what is
 * expected and quotes nothing.
 */
export function newItem(host: Pick<Host, "random" | "now">, parts: NewItem): Item {
  const { title, fields, notes = "", tags = [] } = parts;
  const problem = titleProblem(title) ?? notesProblem(notes) ?? tagsProblem(tags) ??
    checkFields(fields).problem;
  if (problem !== undefined) throw badItem("create the item", problem);
  return {
    id: newUuid(host),
    title,
    category: "aws-access-key",
    fields,
    notes,
    tags,
    created: new Date(host.now()).toISOString(),
  };
}

/**
 * Adds a new item to the vault called `vault`, and reports if another one has its title: references by title are then
 * ambiguous.
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
  let taken: string | undefined;
  await changeVault(context.host, context.paths, vault, key, async (draft) => {
    taken = takenTitle(await draft.summaries(), item.title);
    await draft.putItem(item);
  });
  if (taken !== undefined) context.report(`opaws: ${taken}, so only their ids tell them apart`);
  return item;
}

/** Returns the error (64) about a part of an item that cannot be used. `problem` says what is expected. */
export function badItem(cannot: string, problem: string): UserError {
  return new UserError({ exit: "usage", code: "bad-item", cannot, because: problem });
}

/** Returns why another item cannot be called `title` like one of `items`; undefined if none is. */
export function takenTitle(
  items: readonly Pick<Item, "title">[],
  title: string,
): string | undefined {
  return items.some((item) => foldTitle(item.title) === foldTitle(title))
    ? `the vault has another item called ${JSON.stringify(title)}`
    : undefined;
}

/** Returns `title`, or the first of `title 2`, `title 3` and so on whose folded form is not in `taken`. */
export function freeTitle(title: string, taken: ReadonlySet<string>): string {
  for (let number = 1;; number++) {
    const next = number === 1 ? title : `${title} ${number}`;
    if (!taken.has(foldTitle(next))) return next;
  }
}
