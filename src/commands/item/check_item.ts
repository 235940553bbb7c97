import { accessKey } from "../../credentials/provision.ts";
import type { AwsCallOptions } from "../../aws/aws_call.ts";
import { chooseProfile } from "../../credentials/choose_profile.ts";
import { loadProfiles } from "../../aws/config/profiles.ts";
import { profileText } from "../../aws/config/profile.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../../aws/endpoint.ts";
import { UserError } from "../../errors.ts";
import { fieldValue, type Item } from "../../vault/item.ts";
import { readCaBundle } from "../../aws/ca_bundle.ts";
import { changeItem } from "./change_item.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";

/** What AWS says of an item's access key. */
export interface Checked {
  /** The account's 12 digits. */
  readonly account: string;
  /** The ARN of the user. */
  readonly arn: string;
  /** When the key was made; epoch milliseconds. Null where IAM does not tell. */
  readonly created: number | null;
  /** Why IAM does not tell; null where it does. */
  readonly createdUnknown: string | null;
}

const ACCOUNT = "account:";
/** How long `init` waits for an answer that it can do without; milliseconds. */
const BRIEFLY = 5000;

/** Asks AWS whose the access key of `found` is and how old, and tags the item with the account. Faults: 77, 69. */
export async function checkItem(context: CommandContext, found: FoundItem): Promise<Checked> {
  const key = accessKey(found.item);
  const network = await import("#network");
  const identity = await network.callerIdentity(key, callOptions(context, found.item, "sts"));
  await tagAccount(context, found, identity.account);
  try {
    const created = await network.accessKeyCreationTime(
      key,
      callOptions(context, found.item, "iam"),
    );
    const createdUnknown = created === null ? "IAM does not list it" : null;
    return { ...identity, created, createdUnknown };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...identity, created: null, createdUnknown: error.message };
  }
}

/** Tags an item that has no account yet with the one that AWS names; when AWS does not answer soon, that is told. */
export async function noteAccount(context: CommandContext, found: FoundItem): Promise<void> {
  if (accountOf(found.item) !== null) return;
  try {
    const network = await import("#network");
    const options = { ...callOptions(context, found.item, "sts"), timeout: BRIEFLY, attempts: 1 };
    const { account } = await network.callerIdentity(accessKey(found.item), options);
    await tagAccount(context, found, account);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`, `  try: ${error.try ?? `opaws item check ${found.item.id}`}`);
  }
}

/** The account that an item is tagged with; null when it was never checked. */
export function accountOf(item: Item): string | null {
  return item.tags.find((tag) => tag.startsWith(ACCOUNT))?.slice(ACCOUNT.length) ?? null;
}

async function tagAccount(
  context: CommandContext,
  found: FoundItem,
  account: string,
): Promise<void> {
  if (accountOf(found.item) === account) return;
  await changeItem(context, found, (item) => ({
    ...item,
    tags: [...item.tags.filter((tag) => !tag.startsWith(ACCOUNT)), `${ACCOUNT}${account}`],
  }));
}

/** How `service` is called for `item`, in its region where the environment names none, else the profile's. Faults (78). */
export function callOptions(
  context: CommandContext,
  item: Item,
  service: "sts" | "iam",
): AwsCallOptions {
  const { host } = context;
  const itemRegion = fieldValue(item, "default region");
  const region = typeof itemRegion === "string" && itemRegion !== "" ? itemRegion : null;
  const endpoint = serviceEndpointFor(context, service, region);
  return { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report };
}

/**
 * Where `service` is called for no tool in particular, as the profile of the environment has it; `region` counts where the
 * environment names none, and goes before the profile's. Faults (78).
 */
export function serviceEndpointFor(
  context: CommandContext,
  service: "sts" | "iam",
  region: string | null,
): ServiceEndpoint {
  const { host, paths } = context;
  const profiles = loadProfiles(host, paths.home);
  const profile = chooseProfile({
    awsProfile: host.env("AWS_PROFILE"),
    awsDefaultProfile: host.env("AWS_DEFAULT_PROFILE"),
  });
  const inUse = profiles.all.get(profile ?? "default");
  return serviceEndpoint(service, {
    env: (name) => host.env(name),
    profile: inUse?.values ?? new Map(),
    ...(inUse && { origins: inUse.origins }),
    services: profiles.services,
    region: host.env("AWS_REGION") || host.env("AWS_DEFAULT_REGION") || region ||
      (inUse && profileText(inUse, "region")) || null,
  });
}
