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
import { printAnswer } from "../../cli/output.ts";
import { isTemporary } from "../../credentials/item_fields.ts";
import { UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import type { Item } from "../../vault/item.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import { currentItem } from "./current_item.ts";
import { itemsWithSameKey, keyOwner, rotateKey } from "./rotate_key.ts";
import { optionWords } from "../../quote.ts";

/** `opaws item rotate`. */
export const command: Command = declare(
  {
    description:
      "Without ITEM, rotates the key of the item that aws uses in this directory. Every item of the vault that holds the same key gets the new one. opaws retires the old key only after the new one is in the vault and AWS accepts it. If the item has an MFA serial, opaws does all this in a session with MFA. The user needs iam:CreateAccessKey and iam:DeleteAccessKey for itself (iam:UpdateAccessKey for --deactivate), and may have only one key, because AWS allows two.",
    examples: ['opaws item rotate "AWS dev"', 'opaws item rotate "AWS dev" --deactivate'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    deactivate: flag("--deactivate", "Deactivate the old key instead of deleting it."),
    item: optionalArgument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    await restartWithoutTlsVariables(context.host);
    const found = await currentItem(context, options.item, options.vault, {
      reason: "to replace its access key",
      write: true,
      passwordStdin: options.passwordStdin,
    });
    checkPermanent(found.item);
    const owner = await keyOwner(context, found);
    const retirement = options.deactivate ? "deactivate" : "delete";
    const { id, title } = found.item;
    const summaries = await itemSummaries(context.host, context.paths, found.open);
    const sharing = await itemsWithSameKey(summaries, (each) => found.open.item(each), found.item);
    const holders = [found.item, ...sharing];
    const titles = holders.map((item) => `"${item.title}"`).join(" and ");
    const { deactivate, passwordStdin } = options;
    const again = {
      "--deactivate": deactivate,
      "--password-stdin": passwordStdin,
      "--yes": true,
    };
    await confirm(options.yes, {
      question: `Create a new access key for ${owner.arn} and ${retirement} the one in ${titles}?`,
      cannot: `rotate the access key of item ${JSON.stringify(title)}`,
      flag: `opaws item rotate ${id}${optionWords(again)}`,
    });
    const [, ...others] = await rotateKey(context, found, owner, retirement);
    const { account, arn } = owner;
    const old = `${retirement}d`;
    const also = others.map(({ id, title }) => ({ id, title }));
    printAnswer(options.json, { id, title, vault: found.vault, account, arn, old, also }, () => [
      `Item "${title}" has a new access key for ${arn}. The old one is ${old}.`,
      ...also.map(({ title }) => `Item "${title}" held the same key and has the new one too.`),
    ]);
  },
);

/** Throws UserError (78) if `item` holds temporary credentials: they end by themselves, and IAM does not list them. */
function checkPermanent({ title, fields }: Item): void {
  if (!isTemporary(fields)) return;
  throw new UserError({
    exit: "refused",
    code: "temporary-item",
    cannot: `rotate the access key of item ${JSON.stringify(title)}`,
    because: "it holds temporary credentials, which end by themselves",
  });
}
