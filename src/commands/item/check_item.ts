import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { itemCallOptions } from "../../credentials/call_options.ts";
import { accessKey } from "../../credentials/access_key.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { mayWrite } from "../../unlock/check_writer.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import type { Item } from "../../vault/item.ts";
import { changeItem } from "./change_item.ts";
import { unsetCommand } from "../../unset_command.ts";

/** What AWS says about an item's access key. */
interface CheckedKey {
  /** The account's 12 digits. */
  readonly account: string;
  /** The ARN of the user. */
  readonly arn: string;
  /** When the key was created; epoch milliseconds. Null if IAM does not say. */
  readonly created: number | null;
  /** Why IAM does not say when; null if it does. */
  readonly createdUnknown: string | null;
}

/** The prefix of the tag that holds an item's account. */
const ACCOUNT_TAG = "account:";
/** How long `opaws init` waits for the account, which it can do without; milliseconds. */
const SHORT_TIMEOUT = 5000;
const DAY = 86_400_000; // milliseconds

/**
 * Asks AWS who the access key of `found` belongs to and how old it is, and tags the item with the account.
 *
 * @throws UserError (77) if AWS refuses the key, (69) if it cannot be reached, (78) as {@linkcode checkAccount} does.
 */
export async function checkItem(context: CommandContext, found: FoundItem): Promise<CheckedKey> {
  const key = accessKey(found.item);
  const { callerIdentity } = await import("../../aws/sts/client.ts");
  const { accessKeyCreationTime } = await import("../../aws/iam/access_keys.ts");
  const sts = itemCallOptions(context, found.item, "sts");
  const identity = await callerIdentity(key, sts);
  checkAccount(context, found.item, identity.account);
  await tagAccount(context, found, identity.account);
  try {
    const iam = itemCallOptions(context, found.item, "iam");
    const created = await accessKeyCreationTime(key, iam);
    const createdUnknown = created === null ? "IAM does not list it" : null;
    return { ...identity, created, createdUnknown };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...identity, created: null, createdUnknown: error.message };
  }
}

/** Tags an item that has no account yet with the one that AWS names. Reports it if AWS does not respond soon. */
export async function noteAccount(context: CommandContext, found: FoundItem): Promise<void> {
  if (accountOf(found.item) !== null) return;
  try {
    const { callerIdentity } = await import("../../aws/sts/client.ts");
    const options = {
      ...itemCallOptions(context, found.item, "sts"),
      timeout: SHORT_TIMEOUT,
      attempts: 1,
    };
    const { account } = await callerIdentity(accessKey(found.item), options);
    await tagAccount(context, found, account);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`, `  try: ${error.try ?? `opaws item check ${found.item.id}`}`);
  }
}

/**
 * Checks that the access key of `item` still belongs to the account that the item is tagged with. A key never changes its
 * account, so another response means that it does not come from AWS, or that the key is another one.
 *
 * @throws UserError (78, refused) if `account` is another one.
 */
export function checkAccount(
  { host }: Pick<CommandContext, "host">,
  item: Item,
  account: string,
): void {
  const known = accountOf(item);
  if (known === null || known === account) return;
  const variable = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"].find((name) => host.env(name));
  const { tags } = withoutAccount(item);
  throw new UserError({
    exit: "refused",
    code: "other-account",
    cannot: `use the access key of item ${JSON.stringify(item.title)}`,
    because: `it is said to belong to account ${account}, but the item has account ${known}`,
    try: variable === undefined
      ? `echo ${shellWord(JSON.stringify({ tags }))} | opaws item edit ${item.id} --stdin`
      : unsetCommand([variable]),
  });
}

/** Returns `item` without the account that it is tagged with, as for a new access key. */
export function withoutAccount(item: Item): Item {
  return { ...item, tags: item.tags.filter((tag) => !tag.startsWith(ACCOUNT_TAG)) };
}

/** Returns the account that an item is tagged with; null if it has not been checked yet. */
export function accountOf(item: Item): string | null {
  return item.tags.find((tag) => tag.startsWith(ACCOUNT_TAG))?.slice(ACCOUNT_TAG.length) ?? null;
}

/** Returns what AWS says about the access key of the item called `title`, for people. `now` is in epoch milliseconds. */
export function checkLines(title: string, checked: CheckedKey, now: number): string[] {
  const { account, arn, created, createdUnknown } = checked;
  return [
    `"${title}" works.`,
    `  account  ${account}`,
    `  user     ${arn}`,
    created === null
      ? `  key age  unknown: ${createdUnknown}`
      : `  key age  ${Math.floor((now - created) / DAY)} days (created ${
        isoTime(created)!.slice(0, 10)
      })`,
  ];
}

/** Returns a time in epoch milliseconds as RFC 3339; null stays null. */
export function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

async function tagAccount(
  context: CommandContext,
  found: FoundItem,
  account: string,
): Promise<void> {
  if (accountOf(found.item) === account || !mayWrite(context, found.open.file)) return;
  await changeItem(context, found, (item) => ({
    ...item,
    tags: [...withoutAccount(item).tags, `${ACCOUNT_TAG}${account}`],
  }));
}
