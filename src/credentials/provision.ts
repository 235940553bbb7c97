import type { Credentials } from "../aws/credentials.ts";
import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { fieldText, fieldValue, type Item } from "../vault/item.ts";

/** What may name the region, in the order in which it counts. */
export interface RegionSources {
  /** `AWS_REGION`. */
  readonly awsRegion?: string | undefined;
  /** `AWS_DEFAULT_REGION`. */
  readonly awsDefaultRegion?: string | undefined;
  /** The profile's `region`. */
  readonly profile?: string | undefined;
  /** The binding's. */
  readonly binding?: string | undefined;
  /** The item's `default region`. */
  readonly item?: string | undefined;
}

/** What {@linkcode provision} decides from. */
export interface ProvisionInput {
  /** What to sign with. */
  readonly credentials: Credentials;
  /** The region that holds; null when nobody names one. */
  readonly region: string | null;
  /** The profile that holds; null when nobody names one. */
  readonly profile: string | null;
  /** Whether the tool gets the profile's name; see `Tool.profile`. */
  readonly profileTreatment: "keep" | "unset";
}

/** Variables to set and to unset; nothing else of the environment changes. */
export interface Provision {
  /** By name. */
  readonly set: Readonly<Record<string, string | Secret>>;
  /** Names. */
  readonly unset: readonly string[];
}

/** Names through which credentials of the environment reach a tool (botocore and the SDKs read them). */
export const CREDENTIAL_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
] as const;

const PROFILE_NAMES = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] as const;

/**
 * Answers what the environment of a tool must become so that it signs with just these credentials.
 * Faults (65) on a value with a NUL, which no environment can hold: the system's own error would quote it.
 */
export function provision(input: ProvisionInput): Provision {
  const { credentials, region, profile } = input;
  const set: Record<string, string | Secret> = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  if (credentials.sessionToken) set.AWS_SESSION_TOKEN = credentials.sessionToken;
  if (credentials.expiresAt !== undefined) {
    set.AWS_CREDENTIAL_EXPIRATION = new Date(credentials.expiresAt).toISOString();
  }
  if (region !== null) {
    set.AWS_REGION = region;
    set.AWS_DEFAULT_REGION = region;
  }
  const keep = input.profileTreatment === "keep" && profile !== null;
  if (keep) set.AWS_PROFILE = profile;
  for (const [name, value] of Object.entries(set)) {
    if ((typeof value === "string" ? value : value.reveal()).includes("\0")) throw withNul(name);
  }
  const unset = [...CREDENTIAL_VARIABLES, ...PROFILE_NAMES].filter((name) =>
    !Object.hasOwn(set, name)
  );
  return { set, unset };
}

/** The region that holds; null when nobody names one. Empty values name none, as for botocore. */
export function chooseRegion(sources: RegionSources): string | null {
  return sources.awsRegion || sources.awsDefaultRegion || sources.profile || sources.binding ||
    sources.item || null;
}

/** The long-lived access key of `item`. Faults (66) when a part of it is missing. */
export function accessKey(item: Item): Credentials {
  const accessKeyId = fieldText(item, "access key id");
  const secret = fieldValue(item, "secret access key");
  if (!accessKeyId) throw incomplete(item, "access key id");
  if (!secret || (typeof secret !== "string" && secret.reveal() === "")) {
    throw incomplete(item, "secret access key");
  }
  const secretAccessKey = typeof secret === "string" ? new Secret(secret) : secret;
  return { accessKeyId, secretAccessKey };
}

function withNul(name: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "unwritable-value",
    cannot: `give ${name} to a tool`,
    because: "its value has a NUL, which no environment can hold",
    try: "opaws item edit ITEM",
  });
}

function incomplete(item: Item, field: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "incomplete-item",
    cannot: `use item ${JSON.stringify(item.title)}`,
    because: `it has no field ${JSON.stringify(field)}`,
    try: `opaws item rename-field ${item.id} FROM "${field}"`,
  });
}
