import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import type { ItemSummary } from "../../vault/item_summary.ts";
import { shortKeyId } from "./short_key_id.ts";

/** How much of an id is shown: enough for a reference. `--json` has all of it. */
const SHOWN_ID = 8;

/** What the list shows of an item. */
export interface ListedSummary extends ItemSummary {
  /** The name of its vault. */
  readonly vault: string;
}

/** The vaults that the list leaves out. */
interface LeftOut {
  /** Members of the JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Lines after the list. */
  readonly lines: readonly string[];
}

/** Prints the list of `items`, and of the vaults that are left out. `now` is epoch milliseconds. */
export async function printItemList(
  json: boolean,
  items: readonly ListedSummary[],
  leftOut: LeftOut,
  now: number,
): Promise<void> {
  const listed = json ? items.map(itemRow) : [];
  await printStyledAnswer(
    json,
    { items: listed, ...leftOut.json },
    () => [
      ...(items.length === 0 && leftOut.lines.length === 0
        ? ["No items yet. Import your keys: opaws item import"]
        : table(
          ["TITLE", "VAULT", "KEY", "ID", "UPDATED", "TAGS"],
          items.map((item) => [
            item.title,
            item.vault,
            shortKeyId(item),
            item.id.slice(0, SHOWN_ID),
            relativeTime(Date.parse(item.updated), now),
            item.tags.join(" "),
          ]),
        )),
      ...leftOut.lines,
    ],
  );
}

/** Returns what `--json` has of an item. */
function itemRow(item: ListedSummary): Record<string, unknown> {
  const { id, title, vault, tags, updated } = item;
  return { id, title, vault, accessKeyId: shortKeyId(item), tags, updated };
}
