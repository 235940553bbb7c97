import { forgetSessions } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import { changeVault } from "../../vault/store/change.ts";
import type { Draft } from "../../vault/store/draft.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { reportLostTokens } from "./lost_tokens.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * Applies `change` to the item as it stands when the vault's lock is held. A new access key ends the sessions kept of the old
 * one. Faults (66) when it is gone by then.
 */
export async function changeItem(
  context: CommandContext,
  found: FoundItem,
  change: (item: Item) => Item,
): Promise<Item> {
  const [saved] = await changeItems(context, found, () => Promise.resolve([]), change);
  return saved!;
}

/**
 * As {@linkcode changeItem}, in one write with those items of the vault that `others` answers. Answers what was saved, the found
 * item first.
 */
export async function changeItems(
  context: CommandContext,
  found: FoundItem,
  others: (draft: Draft, item: Item) => Promise<readonly Item[]>,
  change: (item: Item) => Item,
): Promise<Item[]> {
  const saved: Item[] = [];
  const withNewKey: string[] = [];
  await changeVault(context.host, context.paths, found.vault, found.open.key, async (draft) => {
    const item = await draft.item(found.item.id);
    if (item === null) {
      throw new UserError({
        exit: "notFound",
        code: "no-item",
        cannot: `change item ${JSON.stringify(found.item.title)}`,
        because: "it was deleted meanwhile",
      });
    }
    for (const before of [item, ...await others(draft, item)]) {
      const after = change(before);
      reportLostTokens(context, draft.file, before);
      await draft.putItem(after);
      saved.push(after);
      if (keyText(after) !== keyText(before)) withNewKey.push(after.id);
    }
  });
  for (const id of withNewKey) forgetSessions(context.paths, found.open.file.id, id);
  return saved;
}

/** What sessions are made with, as one text to compare. */
function keyText(item: Item): string {
  const names = ["access key id", "secret access key", "mfa serial"];
  return JSON.stringify(names.map((name) => fieldText(item, name)));
}
