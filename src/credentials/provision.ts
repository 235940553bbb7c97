import { UserError } from "../errors.ts";
import type { Credentials } from "../aws/credentials.ts";
import type { Secret } from "../secret.ts";
import { PROVIDED_VARIABLE } from "./environment_records.ts";
import type { Region } from "./choose_region.ts";

/** Variables to set and to unset; nothing else of the environment changes. */
export interface Provision {
  readonly set: Readonly<Record<string, string | Secret>>;
  readonly unset: readonly string[];
}

/** The input of {@linkcode provision}. */
export interface ProvisionInput {
  /** What the tool signs requests with. */
  readonly credentials: Credentials;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** The region that the tool finds in the AWS config files by itself; null if it finds none. */
  readonly toolRegion: string | null;
  /** The profile for `AWS_PROFILE`; null for none. */
  readonly profile: string | null;
  /** The profile's settings as variables, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The environment before the change. */
  readonly environment: CurrentEnvironment;
}

/** What {@linkcode provision} needs to know about the environment before the change. */
export interface CurrentEnvironment {
  /** Returns the value of a variable that the user set; undefined if it is unset or opaws set it. */
  readonly own: (name: string) => string | undefined;
  /** The region and settings that an outer opaws set, by name. */
  readonly provided: Readonly<Record<string, string>>;
}

/** Every variable from which botocore or an SDK takes credentials. */
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

const PROFILE_VARIABLES = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] as const;
/** boto3 and AWS CLI 1 read only the second, the other SDKs only the first. */
const REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/**
 * Returns the changes to the environment that make a tool sign with exactly these credentials.
 *
 * @throws UserError (65) if a value contains NUL, which no variable can hold. The system's own error would quote it.
 */
export function provision(input: ProvisionInput): Provision {
  const { credentials, profile } = input;
  const settings = provideSettings(input);
  const set: Record<string, string | Secret> = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...settings,
  };
  if (credentials.sessionToken) set.AWS_SESSION_TOKEN = credentials.sessionToken;
  if (credentials.expiresAt !== undefined) {
    set.AWS_CREDENTIAL_EXPIRATION = new Date(credentials.expiresAt).toISOString();
  }
  if (profile !== null) set.AWS_PROFILE = profile;
  if (Object.keys(settings).length > 0) set[PROVIDED_VARIABLE] = JSON.stringify(settings);
  for (const [name, value] of Object.entries(set)) {
    if ((typeof value === "string" ? value : value.reveal()).includes("\0")) throw withNul(name);
  }
  return {
    set,
    unset: [
      ...CREDENTIAL_VARIABLES,
      ...PROFILE_VARIABLES,
      ...outdatedSettings(input.environment),
    ].filter((name) => !Object.hasOwn(set, name)),
  };
}

/** Returns the region and settings that the tool would not find by itself. Variables that the user set stay. */
function provideSettings(
  { region, toolRegion, settings, environment }: ProvisionInput,
): Record<string, string> {
  const provided: Record<string, string> = {};
  if (region !== null) {
    const missing = REGION_VARIABLES.filter((name) => environment.own(name) !== region.name);
    const isUsers = missing.length < REGION_VARIABLES.length;
    if (isUsers || region.name !== toolRegion) {
      for (const name of missing) provided[name] = region.name;
    }
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!environment.own(name)) provided[name] = value;
  }
  return provided;
}

/** Returns `change` with the variables of the item. Those of the credentials take precedence. */
export function withVariables(
  { set, unset }: Provision,
  variables: Provision | null | undefined,
): Provision {
  return variables
    ? { set: { ...variables.set, ...set }, unset: [...unset, ...variables.unset] }
    : { set, unset };
}

/** Returns the names of the variables that an outer opaws set and that the user did not change, and of its record. */
export function outdatedSettings({ own, provided }: CurrentEnvironment): string[] {
  const names = Object.keys(provided);
  if (names.length === 0) return [];
  return [...names.filter((name) => own(name) === undefined), PROVIDED_VARIABLE];
}

function withNul(name: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "unwritable-value",
    cannot: `set ${name} for the tool`,
    because: "its value contains NUL, which no variable can hold",
    try: "opaws item edit ITEM",
  });
}
