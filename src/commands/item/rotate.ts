import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { confirm } from "../../cli/confirm.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { currentItem } from "./item_here.ts";
import { keyOwner, rotateKey, sharers } from "./rotate_key.ts";
import { printAnswer } from "../../cli/output.ts";

/** `opaws item rotate`. */
export const itemRotate: Command = declare(
  "rotate",
  {
    brief: "Has AWS make a new access key for an item, and delete the old one.",
    description:
      "Without ITEM the one that aws uses here. Every item of its vault that holds the same key gets the new one. The old key goes when the new one is in the vault and AWS takes it. An item with an MFA serial does it in a session with MFA. The user needs iam:CreateAccessKey and iam:DeleteAccessKey (iam:UpdateAccessKey for --deactivate) for itself, and may have one key only, for AWS allows two.",
    examples: ['opaws item rotate "AWS dev"', 'opaws item rotate "AWS dev" --deactivate'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    deactivate: flag("--deactivate", "Leave the old key at AWS, but inactive."),
    item: optionalArgument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    await restartWithoutTlsVariables(context.host);
    const found = await currentItem(context, options.item, options.vault, {
      reason: "to put a new access key into it",
      passwordStdin: options.passwordStdin,
    });
    const owner = await keyOwner(context, found);
    const how = options.deactivate ? "deactivate" : "delete";
    const { id, title } = found.item;
    const holders = [found.item, ...sharers(await found.open.items(), found.item)];
    const titles = holders.map((item) => `"${item.title}"`).join(" and ");
    await confirm(options.yes, {
      question: `Make a new access key for ${owner.arn}, and ${how} the one of ${titles}?`,
      cannot: `make a new access key for item ${JSON.stringify(title)}`,
      flag: `opaws item rotate ${id} --yes`,
    });
    const [, ...shared] = await rotateKey(context, found, owner, how);
    const { account, arn } = owner;
    const old = `${how}d`;
    const also = shared.map(({ id, title }) => ({ id, title }));
    printAnswer(options.json, { id, title, vault: found.vault, account, arn, old, also }, () => [
      `Item "${title}" has a new access key of ${arn}; the old one is ${old}.`,
      ...also.map(({ title }) => `Item "${title}" held the same key, and has the new one too.`),
    ]);
  },
);
