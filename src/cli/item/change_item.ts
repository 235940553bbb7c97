import { forgetSessions } from "../../aws/kept_sessions.ts";
import { Fault } from "../../fault.ts";
import { changeVault } from "../../vault/change.ts";
import type { Draft } from "../../vault/draft.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import type { FoundItem } from "./find_item.ts";
import { tellLostTokens } from "./lost_tokens.ts";
import type { Workplace } from "../workplace.ts";

/**
 * Applies `change` to the item as it stands when the vault's lock is held. A new access key ends the sessions kept of the old
 * one. Faults (66) when it is gone by then.
 */
export async function changeItem(
  work: Workplace,
  found: FoundItem,
  change: (item: Item) => Item,
): Promise<Item> {
  const [saved] = await changeItems(work, found, () => Promise.resolve([]), change);
  return saved!;
}

/**
 * As {@linkcode changeItem}, in one write with those items of the vault that `others` answers. Answers what was saved, the found
 * item first.
 */
export async function changeItems(
  work: Workplace,
  found: FoundItem,
  others: (draft: Draft, item: Item) => Promise<readonly Item[]>,
  change: (item: Item) => Item,
): Promise<Item[]> {
  const saved: Item[] = [];
  const withNewKey: string[] = [];
  await changeVault(work.host, work.places, found.vault, found.open.key, async (draft) => {
    const item = await draft.item(found.item.id);
    if (item === null) {
      throw new Fault({
        exit: "notFound",
        code: "no-item",
        cannot: `change item ${JSON.stringify(found.item.title)}`,
        because: "it was deleted meanwhile",
      });
    }
    for (const before of [item, ...await others(draft, item)]) {
      const after = change(before);
      tellLostTokens(work, draft.file, before);
      await draft.putItem(after);
      saved.push(after);
      if (keyText(after) !== keyText(before)) withNewKey.push(after.id);
    }
  });
  for (const id of withNewKey) forgetSessions(work.places, found.open.file.id, id);
  return saved;
}

/** What sessions are made with, as one text to compare. */
function keyText(item: Item): string {
  const names = ["access key id", "secret access key", "mfa serial"];
  return JSON.stringify(names.map((name) => fieldText(item, name)));
}
