import type { Secret } from "../secret.ts";

/** A named value of an item; a secret one comes wrapped so that it cannot slip out. */
export type Field =
  | { readonly name: string; readonly secret: false; readonly value: string }
  | { readonly name: string; readonly secret: true; readonly value: Secret };

/** One AWS identity in a vault. */
export interface Item {
  /** A UUID. */
  readonly id: string;
  /** The user's name for it; any Unicode text. */
  readonly title: string;
  /** The only category of version 1. */
  readonly category: "aws-access-key";
  /** Its fields, in the user's order; no two names differ in case alone. */
  readonly fields: readonly Field[];
  /** Free text. */
  readonly notes: string;
  /** Free words. */
  readonly tags: readonly string[];
  /** When it was made, RFC 3339 in UTC. */
  readonly created: string;
}

/** The value of the field called `name`, without regard to case; undefined when there is none. */
export function fieldValue(item: Item, name: string): string | Secret | undefined {
  const folded = foldName(name);
  return item.fields.find((field) => foldName(field.name) === folded)?.value;
}

/** As {@linkcode fieldValue}, a secret in the open: to be handed on at once, never kept or told. */
export function fieldText(item: Item, name: string): string | undefined {
  const value = fieldValue(item, name);
  return typeof value === "string" ? value : value?.reveal();
}

/** The form in which two names of a field are the same name: Unicode's default lower case. */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** The order in which items are told: by title, then id, each by its UTF-16 code units; as `Array.sort` wants it. */
export function byTitle(a: Pick<Item, "title" | "id">, b: Pick<Item, "title" | "id">): number {
  return compare(a.title, b.title) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
