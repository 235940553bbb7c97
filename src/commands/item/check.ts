import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { checkItem, checkLines, isoTime } from "./check_item.ts";
import { currentItem } from "./current_item.ts";

/** `opaws item check`. */
export const command: Command = declare(
  {
    description:
      "Without ITEM, checks the item that aws uses in this directory. Tags the item with its account.",
    examples: ["opaws item check", 'opaws item check "AWS dev" --json'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: optionalArgument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    await restartWithoutTlsVariables(context.host);
    const found = await currentItem(context, options.item, options.vault, {
      reason: "to ask AWS who its access key belongs to",
      passwordStdin: options.passwordStdin,
    });
    const checked = await checkItem(context, found);
    const { id, title } = found.item;
    printAnswer(
      options.json,
      { item: id, title, ...checked, created: isoTime(checked.created) },
      () => checkLines(title, checked, context.host.now()),
    );
  },
);
