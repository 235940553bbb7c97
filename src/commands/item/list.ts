import {
  type Command,
  declareQuick,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { shortKeyId } from "./item_view.ts";
import { readableItems } from "./readable_items.ts";

/** How much of an id is shown: enough for a reference. `--json` has all of it. */
const SHOWN_ID = 8;

/** `opaws item list`. */
export const command: Command = declareQuick(
  {
    description:
      "Lists the items of all vaults and unlocks each vault in turn, or those of --vault.",
    examples: ["opaws item list", "opaws item list --vault work"],
  },
  parameters({ json: jsonFlag, vault: vaultOption, passwordStdin: passwordStdinFlag }),
  async (options, context) => {
    const { items, unusable } = await readableItems(context, options.vault, {
      reason: "to list items",
      passwordStdin: options.passwordStdin,
      report: true,
    });
    const problems = reportUnusable(unusable);
    const rows = items.map((item) => ({
      id: item.id,
      title: item.title,
      vault: item.vault,
      accessKeyId: shortKeyId(item),
      tags: item.tags,
      updated: item.updated,
    }));
    const now = context.host.now();
    await printStyledAnswer(
      options.json,
      { items: rows, ...problems.json },
      () => [
        ...(rows.length === 0 && unusable.length === 0
          ? ["No items yet. Import your keys: opaws item import"]
          : table(
            ["TITLE", "VAULT", "KEY", "ID", "UPDATED", "TAGS"],
            rows.map((row) => [
              row.title,
              row.vault,
              row.accessKeyId,
              row.id.slice(0, SHOWN_ID),
              row.updated === undefined ? "" : relativeTime(Date.parse(row.updated), now),
              row.tags.join(" "),
            ]),
          )),
        ...problems.lines,
      ],
    );
    return problems.status;
  },
);
