import type { Secret } from "../secret.ts";

/** A named value of an item. A secret value is wrapped in {@linkcode Secret} so that no message shows it by accident. */
export type Field =
  | { readonly name: string; readonly secret: false; readonly value: string }
  | { readonly name: string; readonly secret: true; readonly value: Secret };

/** One AWS identity in a vault. */
export interface Item {
  /** A UUID. */
  readonly id: string;
  /** The user's name for it, any Unicode text. */
  readonly title: string;
  /** The only category in version 1. */
  readonly category: "aws-access-key";
  /** The fields in the user's order. No two names are equal without regard to case. */
  readonly fields: readonly Field[];
  /** Free text. */
  readonly notes: string;
  /** Free labels. */
  readonly tags: readonly string[];
  /** When the item was created, RFC 3339 in UTC. */
  readonly created: string;
  /** When its access key was last replaced, RFC 3339 in UTC; missing if it still has the key that it was created with. */
  readonly keyChanged?: string;
}

/** Returns the value of the field called `name`, without regard to case; undefined if the item has no such field. */
export function fieldValue(item: Item, name: string): string | Secret | undefined {
  const folded = foldName(name);
  return item.fields.find((field) => foldName(field.name) === folded)?.value;
}

/** Returns what {@linkcode fieldValue} does, with a secret revealed. The caller must not store or print it. */
export function fieldText(item: Item, name: string): string | undefined {
  const value = fieldValue(item, name);
  return typeof value === "string" ? value : value?.reveal();
}

/** Folds the name of a field, so that equal results mean the same field: Unicode's default lower case. */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** Compares items for `Array.sort`: by title, then by id, each by UTF-16 code units. */
export function byTitle(a: Pick<Item, "title" | "id">, b: Pick<Item, "title" | "id">): number {
  return compare(a.title, b.title) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
