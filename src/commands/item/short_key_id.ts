import type { ItemSummary } from "../../vault/item_summary.ts";

/** Returns the last four characters of the access key id, enough to tell keys apart on a screen that others may see. */
export function shortKeyId({ keyEnd }: Pick<ItemSummary, "keyEnd">): string {
  return keyEnd === null ? "" : `…${keyEnd}`;
}
