import { readPlainFile } from "../../fs/plain_file.ts";
import type { Sealer } from "../crypto/sealer.ts";
import type { ItemSummary } from "../item_summary.ts";
import { parseIndex } from "./index_text.ts";
import type { Layout } from "./layout.ts";
import { indexName } from "./sealed_names.ts";

const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/**
 * Returns the summaries in the index of a vault file with this `layout`, sorted by title, then id; null if there is none.
 * `indexes` is the folder of all indexes. Linux only.
 */
export async function readPlainIndex(
  indexes: string,
  layout: Pick<Layout, "id" | "generation" | "mac">,
  sealer: Sealer,
): Promise<readonly ItemSummary[] | null> {
  const sealed = readPlainFile(`${indexes}/${layout.id}/items`, MAX_INDEX_BYTES);
  const plain = sealed && await sealer.open(indexName(layout), sealed);
  return plain && parseIndex(plain);
}
