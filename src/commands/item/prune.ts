import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printAnswer } from "../../cli/output.ts";
import { endOf } from "../../credentials/field_checks.ts";
import { isTemporary } from "../../credentials/item_fields.ts";
import { forgetUsage } from "../../credentials/item_usage.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { openItems } from "../../unlock/list_items.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import { mayWrite } from "../../unlock/check_writer.ts";
import { changeVault } from "../../vault/store/change.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { reportLostTokens } from "./change_item.ts";

/** `opaws item prune`. */
export const command: Command = declare(
  {
    description:
      "Nobody can use them any more. Looks in all vaults, or in that of --vault, and asks nothing.",
    examples: ["opaws item prune --dry-run", "opaws item prune"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    dryRun: flag("--dry-run", "Only list them."),
  }),
  async (options, context) => {
    const now = context.host.now();
    const { items, unusable } = await openItems(context, options.vault, {
      reason: "to remove items that have ended",
      passwordStdin: options.passwordStdin,
    });
    const problems = reportUnusable(unusable);
    const ended = items.filter(({ item, open }) =>
      hasEnded(item, now) && mayWrite(context, open.file)
    );
    if (!options.dryRun) {
      for (const vault of new Set(ended.map(({ vault }) => vault))) {
        await removeItems(context, vault, ended.filter((each) => each.vault === vault));
      }
    }
    const pruned = ended.map(({ item, vault }) => ({
      id: item.id,
      title: item.title,
      vault,
      expires: fieldText(item, "expires")!,
    }));
    printAnswer(options.json, { dryRun: options.dryRun, pruned, ...problems.json }, () => [
      ...(pruned.length === 0
        ? ["No temporary credentials have ended."]
        : pruned.map((each) =>
          `${options.dryRun ? "Would remove" : "Removed"} item "${each.title}" from vault ` +
          `"${each.vault}": it ended ${relativeTime(endOf(each.expires), now)}.`
        )),
      ...problems.lines,
    ]);
    return problems.status;
  },
);

/** Reports whether `item` holds temporary credentials that ended before `now`, epoch milliseconds. */
function hasEnded(item: Item, now: number): boolean {
  return isTemporary(item.fields) && endOf(fieldText(item, "expires") ?? "") <= now;
}

async function removeItems(
  context: CommandContext,
  vault: string,
  found: readonly FoundItem[],
): Promise<void> {
  const { host, paths } = context;
  const { open } = found[0]!;
  await changeVault(host, paths, vault, open.key, async (draft) => {
    for (const { item } of found) {
      const now = await draft.item(item.id);
      if (now === null || !hasEnded(now, host.now())) continue; // it was renewed meanwhile
      reportLostTokens(context, draft.file, item);
      draft.removeItem(item.id);
    }
  });
  for (const { item } of found) {
    forgetSessions(paths, open.file.id, item.id);
    forgetUsage(paths, item.id);
  }
}
