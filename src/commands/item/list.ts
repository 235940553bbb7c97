import {
  type Command,
  declareQuick,
  flag,
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
    examples: ["opaws item list", "opaws item list --vault work", "opaws item list --usage --iam"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    usage: flag("--usage", "Show when each key was last used on this machine, and its age."),
    iam: flag("--iam", "Ask IAM too when each key was last used. Implies --usage."),
  }),
  async (options, context) => {
    const purpose = {
      reason: "to list items",
      passwordStdin: options.passwordStdin,
      report: true,
    };
    if (options.usage || options.iam) {
      return await (await import("./list_usage.ts")).listUsage(context, options, purpose);
    }
    const { items, unusable } = await readableItems(context, options.vault, purpose);
    const problems = reportUnusable(unusable);
    await printItemList(options.json, items, problems, context.host.now());
    return problems.status;
  },
);
