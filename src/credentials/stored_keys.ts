import type { IsStored } from "../aws/config/scrub.ts";
import type { Secret } from "../secret.ts";
import { fieldText, type Item } from "../vault/item.ts";

/** Returns a function that reports whether one of `items` holds exactly this access key, id and secret. */
export function storedKeys(items: readonly Item[]): IsStored {
  const stored = new Set<string>();
  for (const item of items) {
    const id = fieldText(item, "access key id");
    const secret = fieldText(item, "secret access key");
    if (id !== undefined && secret !== undefined) stored.add(joined(id, secret));
  }
  return (accessKeyId: string, secret: Secret) => stored.has(joined(accessKeyId, secret.reveal()));
}

/** Joins the pair by NUL, a character that neither half contains. */
function joined(accessKeyId: string, secret: string): string {
  return `${accessKeyId}\0${secret}`;
}
