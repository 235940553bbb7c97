import type { AwsCallOptions } from "../../aws/aws_call.ts";
import { accessKey } from "../../credentials/provision.ts";
import type { Credentials } from "../../aws/credentials.ts";
import type { CallerIdentity } from "../../aws/sts/client.ts";
import { type Retirement, userNameFromArn } from "../../aws/iam/access_keys.ts";
import { UserError } from "../../errors.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import { report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";
import { changeItems } from "./change_item.ts";
import { callOptions } from "./check_item.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { makeField, withField } from "./item_fields.ts";

/** How long a new key is waited for, which IAM takes some seconds to make known; milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 1000; // milliseconds
const SESSION_SECONDS = 900; // the shortest that STS gives

/** Whose access key the item holds, before anything is changed. */
export interface KeyOwner extends CallerIdentity {
  /** The name of the user, as IAM's calls take it; null of the root user. */
  readonly user: string | null;
}

/** Asks AWS whose the access key of `found` is. Faults: 77, 69; 77 when it is no user's. */
export async function keyOwner(context: CommandContext, found: FoundItem): Promise<KeyOwner> {
  const network = await import("#network");
  const options = callOptions(context, found.item, "sts");
  const identity = await network.callerIdentity(accessKey(found.item), options);
  const user = userNameFromArn(identity.arn);
  if (user !== undefined) return { ...identity, user };
  throw new UserError({
    exit: "denied",
    code: "no-user",
    cannot: `make a new access key for item ${JSON.stringify(found.item.title)}`,
    because: `it is the key of ${identity.arn}, which is no user`,
  });
}

/** Those of `items` other than `item` that hold its access key: deleted, it would be gone for them too. */
export function sharers(items: readonly Item[], item: Item): Item[] {
  const id = keyId(item);
  return items.filter((each) => each.id !== item.id && keyId(each) === id);
}

/**
 * Puts a new access key in the place of the item's, and of what else in its vault holds it. Answers the items with the new
 * key, `found` first. The order is such that there is always a working key in the vault:
 * make the new one, save it, wait until AWS takes it, and only then delete or deactivate the old one. When it cannot
 * be saved, the new one is deleted again. Under an `mfa serial` of the item all is done in a session with MFA.
 * Faults: 77, 69; 66 and 75 as `changeItem`; 75 when the item got another key meanwhile.
 */
export async function rotateKey(
  context: CommandContext,
  found: FoundItem,
  owner: KeyOwner,
  how: Retirement,
): Promise<Item[]> {
  const network = await import("#network");
  const options = callOptions(context, found.item, "iam");
  const old = accessKey(found.item);
  const source = await sourceFor(context, found.item, old);
  const made = await network.createAccessKey(source, owner.user, options);
  let saved: Item[];
  try {
    saved = await changeItems(
      context,
      found,
      async (draft, item) => sharers(await draft.items(), item),
      (item) => withKey(item, old, made),
    );
  } catch (error) {
    await takeBack(
      () => network.retireAccessKey(source, owner.user, made.accessKeyId, "delete", options),
    );
    throw error;
  }
  try {
    await untilKnown(context, found.item, made);
    await network.retireAccessKey(source, owner.user, old.accessKeyId, how, options);
  } catch (error) {
    const title = JSON.stringify(found.item.title);
    report(`opaws: item ${title} has the new access key, the old one is left`);
    throw error;
  }
  return saved;
}

/** What signs the calls: a session with MFA where the item names a device, else the old access key. */
async function sourceFor(
  context: CommandContext,
  item: Item,
  old: Credentials,
): Promise<Credentials> {
  const mfa = fieldText(item, "mfa serial");
  if (!mfa) return old;
  const { host, paths } = context;
  const { endpoint }: AwsCallOptions = callOptions(context, item, "sts");
  const network = await import("#network");
  return await network.requestSession(
    { call: "GetSessionToken", durationSeconds: SESSION_SECONDS, mfa, mfaProcess: null },
    old,
    { host, paths, item, endpoint },
  );
}

function keyId(item: Item): string | undefined {
  return fieldText(item, "access key id");
}

function withKey(item: Item, old: Credentials, made: Credentials): Item {
  if (keyId(item) !== old.accessKeyId) {
    throw new UserError({
      exit: "busy",
      code: "key-changed",
      cannot: `put a new access key into item ${JSON.stringify(item.title)}`,
      because: "it got another one meanwhile",
    });
  }
  const pair = [
    makeField("access key id", made.accessKeyId),
    makeField("secret access key", made.secretAccessKey.reveal()),
  ];
  return { ...item, fields: pair.reduce((all, field) => withField(all, field), [...item.fields]) };
}

async function takeBack(retire: () => Promise<void>): Promise<void> {
  try {
    await retire();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: a new access key was made that no vault holds, and opaws ${error.message}`);
  }
}

async function untilKnown(context: CommandContext, item: Item, made: Credentials): Promise<void> {
  const network = await import("#network");
  const options = callOptions(context, item, "sts");
  const end = context.host.now() + PATIENCE;
  report("opaws: waiting until AWS takes the new access key");
  for (;;) {
    try {
      await network.callerIdentity(made, options);
      return;
    } catch (error) {
      if (!(error instanceof UserError) || context.host.now() >= end) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}
