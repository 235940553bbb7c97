import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import { renameBoundItem } from "../../scope/rename_item.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import type { UnsignedVaultFile } from "../../vault/format/vault_file.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import { tokenName, tokensFor } from "../../vault/slots/token_state.ts";
import { changeVault, type Draft } from "../../vault/store/change.ts";

const KEY_FIELDS = ["access key id", "secret access key"];
/** The fields that an STS session depends on. */
const SESSION_FIELDS = [...KEY_FIELDS, "mfa serial"];

/**
 * Applies `change` to the item as it is once the vault's lock is held, saves it and returns it. A new access key or MFA
 * device ends the cached sessions of the old one, and the time of a new access key is recorded. A new title reaches the
 * bindings of this machine.
 *
 * @throws UserError (66) if the item is gone by then.
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
 * Applies `change` to the item and to those that `others` selects from the same vault, in one write. Returns the saved
 * items, `found` first. Otherwise as {@linkcode changeItem}.
 */
export async function changeItems(
  context: CommandContext,
  found: FoundItem,
  others: (draft: Draft, item: Item) => Promise<readonly Item[]>,
  change: (item: Item) => Item,
): Promise<Item[]> {
  const saved: Item[] = [];
  const withNewKey: string[] = [];
  const renamed: { item: string; from: string; to: string }[] = [];
  await changeVault(context.host, context.paths, found.vault, found.open.key, async (draft) => {
    const item = await draft.item(found.item.id);
    if (item === null) {
      throw new UserError({
        exit: "notFound",
        code: "no-item",
        cannot: `change item ${JSON.stringify(found.item.title)}`,
        because: "it has been deleted in the meantime",
      });
    }
    for (const before of [item, ...await others(draft, item)]) {
      const changed = change(before);
      const after = textOf(changed, KEY_FIELDS) === textOf(before, KEY_FIELDS)
        ? changed
        : { ...changed, keyChanged: new Date(context.host.now()).toISOString() };
      reportLostTokens(context, draft.file, before);
      await draft.putItem(after);
      saved.push(after);
      if (after.title !== before.title) {
        renamed.push({ item: after.id, from: before.title, to: after.title });
      }
      if (textOf(after, SESSION_FIELDS) !== textOf(before, SESSION_FIELDS)) {
        withNewKey.push(after.id);
      }
    }
  });
  for (const each of renamed) {
    await renameBoundItem(context.host, context.paths, { vault: found.vault, ...each });
  }
  for (const id of withNewKey) forgetSessions(context.paths, found.open.file.id, id);
  return saved;
}

/**
 * Reports which tokens can no longer open `item` after a change. `before` is the vault before it. A changed item gets a
 * new key, which no token has, and a failing build is the wrong place to learn that.
 */
export function reportLostTokens(
  context: CommandContext,
  before: UnsignedVaultFile,
  item: Item,
): void {
  const lost = tokensFor(before, item.id, context.host.now());
  if (lost.length === 0) return;
  report(
    `opaws: these tokens no longer open item "${item.title}" and have to be recreated: ${
      lost.map(tokenName).join(", ")
    }`,
  );
}

function textOf(item: Item, fields: readonly string[]): string {
  return JSON.stringify(fields.map((name) => fieldText(item, name)));
}
