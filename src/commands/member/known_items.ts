import { isTemporary } from "../../credentials/item_fields.ts";
import { shellWord } from "../../quote.ts";
import { foldName, type Item } from "../../vault/item.ts";

/** An item that a removed member could read. */
interface KnownItem {
  readonly id: string;
  readonly title: string;
  /** The command that replaces its access key; null if it is temporary and ends by itself. */
  readonly rotate: string | null;
  /** The names of its other secrets, which that command does not replace. */
  readonly others: readonly string[];
}

/** The secrets that `opaws item rotate` replaces, and the one that ends with temporary credentials. */
const REPLACED: readonly string[] = ["secret access key", "session token"];

/** Returns what there is to replace of `items` of the vault called `vault` after somebody has known them. */
export function knownItems(items: readonly Item[], vault: string): KnownItem[] {
  return items.map(({ id, title, fields }) => ({
    id,
    title,
    rotate: isTemporary(fields) ? null : `opaws item rotate ${id} --vault ${shellWord(vault)}`,
    others: fields.filter(({ name, secret }) => secret && !REPLACED.includes(foldName(name)))
      .map(({ name }) => name),
  }));
}

/** Returns the lines about `items` for people: the command for each, and what else has to be replaced. */
export function knownItemLines(items: readonly KnownItem[]): string[] {
  return items.flatMap(({ title, rotate, others }) => [
    rotate === null
      ? `  item "${title}" is temporary and ends by itself`
      : `  ${rotate}   # ${title}`,
    ...(others.length === 0 ? [] : [`    replace these secrets too: ${others.join(", ")}`]),
  ]);
}
