import { byTitle, fieldValue, foldName, type Item } from "./item.ts";

/** What lists show of an item, and what references name. */
export interface ItemSummary {
  /** Its id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** Its tags. */
  readonly tags: readonly string[];
  /** The last four characters of its access key id; null without one. */
  readonly keyEnd: string | null;
  /** Whether it has both parts of an access key. */
  readonly hasKey: boolean;
  /** When it was last changed, RFC 3339 in UTC. */
  readonly updated: string;
}

const KEY_FIELDS = ["access key id", "secret access key"];

/** Returns the summary of `item`, which was last changed at `updated`. */
export function summaryOf(item: Item, updated: string): ItemSummary {
  const { id, title, tags } = item;
  const keyId = fieldValue(item, KEY_FIELDS[0]!);
  const names = new Set(item.fields.map((field) => foldName(field.name)));
  return {
    id,
    title,
    tags,
    keyEnd: typeof keyId === "string" ? keyId.slice(-4) : null,
    hasKey: KEY_FIELDS.every((name) => names.has(name)),
    updated,
  };
}

/** Returns `summaries` with those in `changed` replaced or added, or removed where it has null, sorted by title. */
export function withChanges(
  summaries: readonly ItemSummary[],
  changed: ReadonlyMap<string, ItemSummary | null>,
): ItemSummary[] {
  const kept = summaries.filter(({ id }) => !changed.has(id));
  return [...kept, ...[...changed.values()].filter((each) => each !== null)].sort(byTitle);
}
