import type { Paths } from "../../fs/paths.ts";
import { writeReplaceable } from "../../fs/replaceable_file.ts";
import { systemError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import type { Sealer } from "../crypto/sealer.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { type ItemSummary, summaryOf, withChanges } from "../item_summary.ts";
import { readGenerations } from "./generations.ts";
import { formatIndex } from "./index_text.ts";
import { indexFolder, indexPath, readIndex } from "./item_index.ts";
import { indexName } from "./sealed_names.ts";
import type { OpenVault } from "./open.ts";

type IndexHost = Pick<Host, "random" | "now">;

/** Opens all items of `vault`, writes its index and returns the summaries. Throws UserError (65) if an item is damaged. */
export async function makeIndex(
  host: IndexHost,
  paths: Pick<Paths, "state">,
  vault: OpenVault,
): Promise<ItemSummary[]> {
  const items = await vault.items();
  const { file, sealer } = vault;
  const summaries = items.map((item) => summaryOf(item, file.items[item.id]!.updated));
  await writeIndex(host, paths, sealer, file, summaries);
  return summaries;
}

/**
 * Writes the index of the file `written`, which was made from the open vault `before` by changing the items `changed`. If
 * that had no index, does nothing.
 */
export async function carryIndex(
  host: IndexHost,
  paths: Pick<Paths, "state">,
  before: Pick<OpenVault, "file" | "sealer">,
  written: VaultFile,
  changed: ReadonlyMap<string, ItemSummary | null> = new Map(),
): Promise<void> {
  const { file, sealer } = before;
  const isEmpty = Object.keys(file.items).length === 0;
  const summaries = isEmpty ? [] : await readIndex(paths, sealer, file);
  if (summaries === null) return;
  await writeIndex(host, paths, sealer, written, withChanges(summaries, changed));
}

/**
 * Writes the index of `file`, whose items have these `summaries`. Does nothing if it cannot be written: it is made when it
 * is needed. Nor if this machine has seen a newer generation by now: the process that wrote that one also wrote its index.
 */
async function writeIndex(
  host: IndexHost,
  paths: Pick<Paths, "state">,
  sealer: Sealer,
  file: Pick<VaultFile, "id" | "generation" | "mac">,
  summaries: readonly ItemSummary[],
): Promise<void> {
  const plain = formatIndex(summaries);
  const sealed = await sealer.seal(host, indexName(file), plain);
  plain.fill(0);
  const seen = readGenerations(paths).get(file.id);
  if (seen !== undefined && seen.generation > file.generation) return;
  writeReplaceable(host, indexPath(paths, sealer.vault), sealed);
}

/** Removes the index of the vault with the id `vault`. Throws UserError (74) if that fails. */
export function removeIndex(paths: Pick<Paths, "state">, vault: string): void {
  const folder = indexFolder(paths, vault);
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${folder}`, error);
  }
}
