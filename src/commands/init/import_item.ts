import { report } from "../../cli/output.ts";
import { BACK, choose, GO_BACK } from "../../cli/prompts.ts";
import type { Candidate } from "../../importers/candidate.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import { foldTitle } from "../../vault/item_reference.ts";
import { askFields, askTitle } from "../item/ask_fields.ts";
import { itemFrom } from "../item/candidates.ts";
import { freeTitle, saveItem } from "../item/new_item.ts";
import type { PickInput } from "./pick_item.ts";

/**
 * Saves `candidate`, or what the user types if it is null. The vault is chosen and unlocked first, so that a wrong password
 * loses nothing that was typed. Returns {@linkcode BACK} if the user goes back.
 *
 * @throws Cancelled (77); and as unlocking the vault does.
 */
export async function importItem(
  { context, vault, error, done }: PickInput,
  candidate: Candidate | null,
): Promise<FoundItem | typeof BACK> {
  const names = context.vaultNames(vault);
  const name = names.length === 1 ? names[0]! : await choose<string | typeof BACK>(
    "Vault to save it in",
    [...names.map((each) => ({ value: each, label: each })), GO_BACK],
    error,
  );
  if (name === BACK) return BACK;
  const open = await unlockVault(context, name, { reason: "to save an item", write: true });
  const items = await itemSummaries(context.host, context.paths, open);
  const suggested = freeTitle(
    candidate?.suggestedTitle ?? "AWS",
    new Set(items.map(({ title }) => foldTitle(title))),
  );
  const title = await askTitle(items, error, suggested);
  const parts = candidate === null
    ? { title, fields: await askFields(error) }
    : itemFrom(candidate, title);
  const item = await saveItem(context, name, open.key, parts);
  const saved = `item "${item.title}" is saved in vault "${name}"`;
  report(`opaws: ${saved}`);
  done.push(saved);
  return { item, vault: name, open: await unlockVault(context, name) };
}
