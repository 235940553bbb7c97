import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { type Checked, checkItem } from "./check_item.ts";
import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { currentItem } from "./item_here.ts";
import { printAnswer } from "../../cli/output.ts";

const DAY = 86_400_000; // milliseconds

/** `opaws item check`. */
export const itemCheck: Command = declare(
  "check",
  {
    brief: "Asks AWS whose an access key is: account, ARN, and its age where IAM allows it.",
    description: "Without ITEM the one that aws uses here. Tags the item with the account.",
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
      reason: "to ask AWS whose its access key is",
      passwordStdin: options.passwordStdin,
    });
    const checked = await checkItem(context, found);
    const { id, title } = found.item;
    printAnswer(
      options.json,
      { item: id, title, ...checked, created: asTime(checked.created) },
      () => [
        `"${title}" works.`,
        ...checkedLines(checked, context.host.now()),
      ],
    );
  },
);

/** What AWS said, a line each. */
export function checkedLines(checked: Checked, now: number): string[] {
  const { account, arn, created, createdUnknown } = checked;
  return [
    `  account  ${account}`,
    `  user     ${arn}`,
    created === null
      ? `  key age  not known: ${createdUnknown}`
      : `  key age  ${Math.floor((now - created) / DAY)} days (made ${
        asTime(created)!.slice(0, 10)
      })`,
  ];
}

function asTime(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
