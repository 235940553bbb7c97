import type { Paths } from "../../fs/paths.ts";
import { joinPath } from "../../fs/path.ts";
import { readReplaceable } from "../../fs/replaceable_file.ts";
import type { Host } from "../../host.ts";
import type { Sealer } from "../crypto/sealer.ts";
import type { VaultFile } from "../format/vault_file.ts";
import type { ItemSummary } from "../item_summary.ts";
import { parseIndex } from "./index_text.ts";
import type { OpenVault } from "./open.ts";
import { indexName } from "./sealed_names.ts";

/** The file that an index is of. */
type IndexedFile = Pick<VaultFile, "generation" | "mac">;

/**
 * Returns the summaries of all items of `vault`, sorted by title, then id. They come from the index of the vault in the
 * state folder. If that is missing or damaged, or is the index of another generation, opens all items and makes it again.
 *
 * @param again Whether to make it again in any case.
 * @throws UserError (65) if an item is damaged and the index has to be made.
 */
export async function itemSummaries(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "state">,
  vault: OpenVault,
  again = false,
): Promise<readonly ItemSummary[]> {
  const found = again ? null : await readIndex(paths, vault.sealer, vault.file);
  if (found !== null) return found;
  const { makeIndex } = await import("./write_item_index.ts");
  return await makeIndex(host, paths, vault);
}

/** Returns the summaries in the index of `file`, if it has one; else null. `sealer` is that of its vault. */
export async function readIndex(
  paths: Pick<Paths, "state">,
  sealer: Sealer,
  file: IndexedFile,
): Promise<ItemSummary[] | null> {
  const sealed = readReplaceable(indexPath(paths, sealer.vault));
  const plain = sealed && await sealer.open(indexName(file), sealed);
  return plain && parseIndex(plain);
}

/** Returns the folder of the index of the vault with the id `vault`. */
export function indexFolder(paths: Pick<Paths, "state">, vault: string): string {
  return joinPath(paths.state, "index", vault);
}

/** Returns the path of that index. */
export function indexPath(paths: Pick<Paths, "state">, vault: string): string {
  return joinPath(indexFolder(paths, vault), "items");
}
