import {
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { shortKeyId } from "./item_view.ts";
import { readableItems } from "./readable_items.ts";

/** `opaws item list`. */
export const command: Command = declare(
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
    const rows = items.map(({ item, vault, updated }) => ({
      id: item.id,
      title: item.title,
      vault,
      accessKeyId: shortKeyId(item),
      tags: item.tags,
      updated,
    }));
    printAnswer(
      options.json,
      { items: rows, ...problems.json },
      () => [
        ...(rows.length === 0 && unusable.length === 0
          ? ["No items yet. Import your keys: opaws item import"]
          : columns(rows.map((row) => [
            row.title,
            row.vault,
            row.accessKeyId,
            row.id,
            row.tags.join(" "),
          ]))),
        ...problems.lines,
      ],
    );
    return problems.status;
  },
);
