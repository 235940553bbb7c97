import type { ItemSummary } from "../item_summary.ts";

/** The columns of an index: each has the members of that name of all summaries. It parses in half the time of objects. */
type Columns = { readonly [K in keyof ItemSummary]: readonly ItemSummary[K][] };

/** Returns the plaintext of an index. */
export function formatIndex(summaries: readonly ItemSummary[]): Uint8Array<ArrayBuffer> {
  const columns: Columns = {
    id: summaries.map(({ id }) => id),
    title: summaries.map(({ title }) => title),
    tags: summaries.map(({ tags }) => tags),
    keyEnd: summaries.map(({ keyEnd }) => keyEnd),
    hasKey: summaries.map(({ hasKey }) => hasKey),
    updated: summaries.map(({ updated }) => updated),
  };
  return new TextEncoder().encode(JSON.stringify(columns));
}

/** Parses the plaintext of an index. Only opaws seals with the vault key, so what opens has the right shape. */
export function parseIndex(plain: Uint8Array<ArrayBuffer>): ItemSummary[] {
  const columns: Columns = JSON.parse(new TextDecoder().decode(plain));
  return columns.id.map((id, at) => ({
    id,
    title: columns.title[at]!,
    tags: columns.tags[at]!,
    keyEnd: columns.keyEnd[at]!,
    hasKey: columns.hasKey[at]!,
    updated: columns.updated[at]!,
  }));
}
