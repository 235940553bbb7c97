import { type Field, foldName, type Item } from "../../vault/item.ts";

/** What stands for a secret that is not shown. */
export const MASK = "********";

/** An item for `--json`; secrets masked unless `reveal`. */
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
      value: shown(field, reveal),
      secret: field.secret,
    })),
    notes: item.notes,
    tags: item.tags,
    created: item.created,
    ...(updated === undefined ? {} : { updated }),
  };
}

/** The value of `field`; {@linkcode MASK} in place of a secret one unless `reveal`. */
export function shown(field: Field, reveal: boolean): string {
  if (!field.secret) return field.value;
  return reveal ? field.value.reveal() : MASK;
}

/** An access key id shortened to its last four characters, enough to tell keys apart on a screen others may see. */
export function shortKeyId(item: Item): string {
  const field = item.fields.find((each) => foldName(each.name) === "access key id");
  return field === undefined || field.secret ? "" : `…${field.value.slice(-4)}`;
}
