import { forgetSessions } from "../../aws/kept_sessions.ts";
import { Fault } from "../../fault.ts";
import { Secret } from "../../secret.ts";
import { changeVault } from "../../vault/change.ts";
import { fieldValue, type Item } from "../../vault/item.ts";
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
  let saved = found.item;
  let newKey = false;
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
    saved = change(item);
    newKey = keyText(saved) !== keyText(item);
    tellLostTokens(work, draft.file, item);
    await draft.putItem(saved);
  });
  if (newKey) forgetSessions(work.places, found.open.file.id, saved.id);
  return saved;
}

/** What sessions are made with, as one text to compare. */
function keyText(item: Item): string {
  const names = ["access key id", "secret access key", "mfa serial"];
  return JSON.stringify(names.map((name) => {
    const value = fieldValue(item, name);
    return value instanceof Secret ? value.reveal() : value;
  }));
}
