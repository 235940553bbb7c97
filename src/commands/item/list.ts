import {
  type Command,
  declareQuick,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { printItemList } from "./item_list.ts";
import { readableItems } from "./readable_items.ts";

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
    await printItemList(options.json, items, problems, context.host.now());
    return problems.status;
  },
);
