import type { Field, Item } from "../../vault/item.ts";

/** What is shown in place of a secret. */
const MASK = "********";

/** Returns an item for `--json`. Secrets are masked unless `reveal` is set. */
export function itemJson(
  item: Item,
  vault: string,
  updated: string | undefined,
  reveal: boolean,
): Record<string, unknown> {
  return {
    id: item.id,
    title: item.title,
    vault,
    category: item.category,
    fields: item.fields.map((field) => ({
      name: field.name,
      value: shownValue(field, reveal),
      secret: field.secret,
    })),
    notes: item.notes,
    tags: item.tags,
    created: item.created,
    ...(updated === undefined ? {} : { updated }),
  };
}

/** Returns the value of `field`, or a mask if it is secret and `reveal` is not set. */
export function shownValue(field: Field, reveal: boolean): string {
  if (!field.secret) return field.value;
  return reveal ? field.value.reveal() : MASK;
}
