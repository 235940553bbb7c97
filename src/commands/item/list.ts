import {
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
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
    const items = await readableItems(context, options.vault, {
      reason: "to list items",
      passwordStdin: options.passwordStdin,
    });
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
      { items: rows },
      () =>
        rows.length === 0
          ? ["No items yet. Import your keys: opaws item import"]
          : columns(rows.map((row) => [
            row.title,
            row.vault,
            row.accessKeyId,
            row.id,
            row.tags.join(" "),
          ])),
    );
  },
);
