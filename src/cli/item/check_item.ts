import { accessKey } from "../../aws/provision.ts";
import type { AwsCallOptions } from "../../aws/aws_call.ts";
import { chooseProfile } from "../../aws/profile_flag.ts";
import { loadProfiles } from "../../aws/profiles.ts";
import { text } from "../../aws/role_step.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../../aws/sts_endpoint.ts";
import { Fault } from "../../fault.ts";
import { fieldValue, type Item } from "../../vault/item.ts";
import { readCaBundle } from "../credentials/ca_bundle.ts";
import { changeItem } from "./change_item.ts";
import type { FoundItem } from "./find_item.ts";
import { tell } from "../output/output.ts";
import type { Workplace } from "../workplace.ts";

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
export async function checkItem(work: Workplace, found: FoundItem): Promise<Checked> {
  const key = accessKey(found.item);
  const network = await import("#network");
  const identity = await network.callerIdentity(key, callOptions(work, found.item, "sts"));
  await tagAccount(work, found, identity.account);
  try {
    const created = await network.accessKeyCreated(key, callOptions(work, found.item, "iam"));
    const createdUnknown = created === null ? "IAM does not list it" : null;
    return { ...identity, created, createdUnknown };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...identity, created: null, createdUnknown: error.message };
  }
}

/** Tags an item that has no account yet with the one that AWS names; when AWS does not answer soon, that is told. */
export async function noteAccount(work: Workplace, found: FoundItem): Promise<void> {
  if (accountOf(found.item) !== null) return;
  try {
    const network = await import("#network");
    const options = { ...callOptions(work, found.item, "sts"), timeout: BRIEFLY, attempts: 1 };
    const { account } = await network.callerIdentity(accessKey(found.item), options);
    await tagAccount(work, found, account);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell(`opaws: ${error.message}`, `  try: ${error.try ?? `opaws item check ${found.item.id}`}`);
  }
}

/** The account that an item is tagged with; null when it was never checked. */
export function accountOf(item: Item): string | null {
  return item.tags.find((tag) => tag.startsWith(ACCOUNT))?.slice(ACCOUNT.length) ?? null;
}

async function tagAccount(work: Workplace, found: FoundItem, account: string): Promise<void> {
  if (accountOf(found.item) === account) return;
  await changeItem(work, found, (item) => ({
    ...item,
    tags: [...item.tags.filter((tag) => !tag.startsWith(ACCOUNT)), `${ACCOUNT}${account}`],
  }));
}

/** How `service` is called for `item`, in its region where the environment names none, else the profile's. Faults (78). */
export function callOptions(
  work: Workplace,
  item: Item,
  service: "sts" | "iam",
): AwsCallOptions {
  const { host } = work;
  const itemRegion = fieldValue(item, "default region");
  const region = typeof itemRegion === "string" && itemRegion !== "" ? itemRegion : null;
  const endpoint = serviceEndpointFor(work, service, region);
  return { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), tell };
}

/**
 * Where `service` is called for no tool in particular, as the profile of the environment has it; `region` counts where the
 * environment names none, and goes before the profile's. Faults (78).
 */
export function serviceEndpointFor(
  work: Workplace,
  service: "sts" | "iam",
  region: string | null,
): ServiceEndpoint {
  const { host, places } = work;
  const profiles = loadProfiles(host, places.home);
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
      (inUse && text(inUse, "region")) || null,
  });
}
