import type { Retirement } from "../../aws/iam/access_keys.ts";
import type { CallerIdentity } from "../../aws/sts/client.ts";
import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import type { Credentials } from "../../aws/credentials.ts";
import { itemCallOptions } from "../../credentials/call_options.ts";
import { makeField, withField } from "../../credentials/item_fields.ts";
import { accessKey } from "../../credentials/access_key.ts";
import { UserError } from "../../errors.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import type { ItemSummary } from "../../vault/item_summary.ts";
import { itemsWithKey } from "../../vault/store/items_with_key.ts";
import { askPerson } from "../credentials_context.ts";
import { changeItems } from "./change_item.ts";
import { checkAccount } from "./check_item.ts";

/** How long opaws waits until AWS accepts a new key, which takes IAM some seconds; milliseconds. */
const ACCEPT_TIMEOUT = 60_000;
const RETRY_DELAY = 1000; // milliseconds
const SESSION_SECONDS = 900; // the shortest session of STS

/** The user that the item's access key belongs to. */
interface KeyOwner extends CallerIdentity {
  /** The user's name as IAM calls take it; null for the root user. */
  readonly user: string | null;
}

/**
 * Asks AWS who the access key of `found` belongs to.
 *
 * @throws UserError (77) if AWS refuses the key or it belongs to no user, (69) if AWS cannot be reached, (78) if it belongs
 * to another account than before.
 */
export async function keyOwner(context: CommandContext, found: FoundItem): Promise<KeyOwner> {
  const { callerIdentity } = await import("../../aws/sts/client.ts");
  const { userNameFromArn } = await import("../../aws/iam/access_keys.ts");
  const options = itemCallOptions(context, found.item, "sts");
  const identity = await callerIdentity(accessKey(found.item), options);
  checkAccount(context, found.item, identity.account);
  const user = userNameFromArn(identity.arn);
  if (user !== undefined) return { ...identity, user };
  throw new UserError({
    exit: "denied",
    code: "no-user",
    cannot: `rotate the access key of item ${JSON.stringify(found.item.title)}`,
    because: `it belongs to ${identity.arn}, which is not a user`,
  });
}

/** Returns the others of the items in `summaries` that hold the same access key as `item`, and would lose it if it were deleted. */
export async function itemsWithSameKey(
  summaries: readonly ItemSummary[],
  open: (id: string) => Promise<Item | null>,
  item: Item,
): Promise<Item[]> {
  const id = keyId(item);
  const items = await itemsWithKey(summaries, id === undefined ? [] : [id], open);
  return items.filter((each) => each.id !== item.id && keyId(each) === id);
}

/**
 * Gives a new access key to the item and to all others in its vault that hold the same key. Returns these items, `found`
 * first. The order of steps keeps a working key in the vault at all times: create the new key, wait until AWS accepts it,
 * save it, then retire the old one. If the new key does not belong to the same user or cannot be saved, it is deleted
 * again. If the item has an `mfa serial`, all calls use a session with MFA.
 *
 * @throws UserError (77) or (69) as AWS responds; (78) if the new key belongs to somebody else; (66) and (75) as
 * `changeItem` does; (75) if the item got another key in the meantime.
 */
export async function rotateKey(
  context: CommandContext,
  found: FoundItem,
  owner: KeyOwner,
  retirement: Retirement,
): Promise<Item[]> {
  const { createAccessKey, retireAccessKey } = await import("../../aws/iam/access_keys.ts");
  const options = itemCallOptions(context, found.item, "iam");
  const oldKey = accessKey(found.item);
  const signer = await signingCredentials(context, found.item, oldKey);
  const newKey = await createAccessKey(signer, owner.user, options);
  let saved: Item[];
  try {
    await waitUntilAccepted(context, found.item, owner, newKey);
    saved = await changeItems(
      context,
      found,
      async (draft, item) =>
        await itemsWithSameKey(await draft.summaries(), (id) => draft.item(id), item),
      (item) => withKey(item, oldKey, newKey),
    );
  } catch (error) {
    await deleteUnsaved(
      () => retireAccessKey(signer, owner.user, newKey.accessKeyId, "delete", options),
    );
    throw error;
  }
  try {
    await retireAccessKey(signer, owner.user, oldKey.accessKeyId, retirement, options);
  } catch (error) {
    const title = JSON.stringify(found.item.title);
    report(`opaws: item ${title} has the new access key, but the old one still exists`);
    throw error;
  }
  return saved;
}

/** Returns what signs the calls: a session with MFA if the item names a device, else the old access key. */
async function signingCredentials(
  context: CommandContext,
  item: Item,
  oldKey: Credentials,
): Promise<Credentials> {
  const mfa = fieldText(item, "mfa serial");
  if (!mfa) return oldKey;
  const { host, paths } = context;
  const { endpoint } = itemCallOptions(context, item, "sts");
  const { requestSession } = await import("../../credentials/request_session.ts");
  return await requestSession(
    { call: "GetSessionToken", durationSeconds: SESSION_SECONDS, mfa, mfaProcess: null },
    oldKey,
    { host, paths, item, endpoint, mfaProcesses: [], ask: askPerson(host), report },
  );
}

function keyId(item: Item): string | undefined {
  return fieldText(item, "access key id");
}

function withKey(item: Item, oldKey: Credentials, newKey: Credentials): Item {
  if (keyId(item) !== oldKey.accessKeyId) {
    throw new UserError({
      exit: "busy",
      code: "key-changed",
      cannot: `put a new access key into item ${JSON.stringify(item.title)}`,
      because: "it got another one in the meantime",
    });
  }
  const pair = [
    makeField("access key id", newKey.accessKeyId),
    makeField("secret access key", newKey.secretAccessKey.reveal()),
  ];
  return { ...item, fields: pair.reduce((all, field) => withField(all, field), [...item.fields]) };
}

async function deleteUnsaved(retire: () => Promise<void>): Promise<void> {
  try {
    await retire();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: AWS created a new access key that no vault holds, and opaws ${error.message}`);
  }
}

/** Waits until AWS accepts `newKey`, and checks that it belongs to `owner`. */
async function waitUntilAccepted(
  context: CommandContext,
  item: Item,
  owner: KeyOwner,
  newKey: Credentials,
): Promise<void> {
  const { callerIdentity } = await import("../../aws/sts/client.ts");
  const options = itemCallOptions(context, item, "sts");
  const end = context.host.now() + ACCEPT_TIMEOUT;
  report("opaws: waiting until AWS accepts the new access key");
  for (;;) {
    try {
      const { arn } = await callerIdentity(newKey, options);
      if (arn === owner.arn) return;
      throw new UserError({
        exit: "refused",
        code: "other-account",
        cannot: `put a new access key into item ${JSON.stringify(item.title)}`,
        because: `the new key belongs to ${arn}, and the old one to ${owner.arn}`,
        try: `opaws item check ${item.id}`,
      });
    } catch (error) {
      if (!(error instanceof UserError) || error.exit === "refused") throw error;
      if (context.host.now() >= end) throw error;
    }
    await new Promise((done) => setTimeout(done, RETRY_DELAY));
  }
}
