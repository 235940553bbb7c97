import { associatedData } from "../format/associated_data.ts";
import { formatItem } from "../format/item_text.ts";
import { uuidText } from "../format/uuid.ts";
import type { Item } from "../item.ts";

/** An opened version of an item, with the time of its change. */
interface ItemVersion {
  readonly item: Item;
  /** RFC 3339 in UTC. */
  readonly updated: string;
}

/** What a merge adds to the title of a copy: `(conflict, NAME, DATE)`. */
const SUFFIX = / \(conflict, [^\n]*, \d{4}-\d\d-\d\d\)$/;

/**
 * Returns the id of the copy of a version that lost a conflict: a UUID of version 8 (RFC 9562) from the item's id and the
 * version's salt, which is random and stays with it. So all devices that merge the same versions make the same copy.
 */
export async function conflictId(vault: string, id: string, salt: string): Promise<string> {
  const parts = associatedData("conflict", vault, id, salt);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", parts)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidText(bytes);
}

/** Returns the copy of a version that lost a conflict. `name` is that of the member who wrote it. */
export function conflictCopy({ item, updated }: ItemVersion, id: string, name: string): Item {
  return { ...item, id, title: `${item.title} (conflict, ${name}, ${updated.slice(0, 10)})` };
}

/** Reports whether two versions have the same content, except for what a merge adds to the title of a copy. */
export function isSameContent(a: Item, b: Item): boolean {
  return plainText(a) === plainText(b);
}

/**
 * Compares versions for `Array.sort`: the earlier change first, and on a tie by the content. So all devices agree, whatever
 * they call theirs.
 */
export function byTime(a: ItemVersion, b: ItemVersion): number {
  const milliseconds = Date.parse(a.updated) - Date.parse(b.updated);
  if (milliseconds !== 0) return milliseconds;
  const [first, second] = [a.updated + exactText(a.item), b.updated + exactText(b.item)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function plainText(item: Item): string {
  return exactText({ ...item, title: item.title.replace(SUFFIX, "") });
}

function exactText(item: Item): string {
  const bytes = formatItem(item);
  try {
    return new TextDecoder().decode(bytes);
  } finally {
    bytes.fill(0);
  }
}
