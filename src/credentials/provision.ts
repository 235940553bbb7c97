import { UserError } from "../errors.ts";
import type { Credentials } from "../aws/credentials.ts";
import { cleanText } from "../clean_text.ts";
import type { Secret } from "../secret.ts";
import { CHOSEN_VARIABLE, PROVIDED_VARIABLE, USES_VARIABLE } from "./environment_records.ts";
import type { Region } from "./choose_region.ts";

/** Variables to set and to unset; nothing else of the environment changes. */
export interface Provision {
  readonly set: Readonly<Record<string, string | Secret>>;
  readonly unset: readonly string[];
}

/** What {@linkcode provision} decides from. */
export interface ProvisionInput {
  /** What to sign with. */
  readonly credentials: Credentials;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** The region that the tool finds by itself without our variables; null if it finds none. */
  readonly toolRegion: string | null;
  /** The profile to pass on by name; null for none. */
  readonly profile: string | null;
  /** Settings for the tool, as variables by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The environment as it is. */
  readonly environment: ProvidedEnvironment;
}

/** What {@linkcode provision} has to know of the environment as it is. */
export interface ProvidedEnvironment {
  /** Returns the value of a variable that the user set; undefined if it is unset or opaws set it. */
  readonly own: (name: string) => string | undefined;
  /** The settings that an opaws further up provided, by name. */
  readonly provided: Readonly<Record<string, string>>;
}

/** The variables through which credentials reach a tool: botocore and the SDKs read them. */
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
/** boto3 and the AWS CLI 1 read only the second, the other SDKs only the first. */
const REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** The longest text that a prompt has room for; a long title must not fill the environment either (E2BIG). */
const MAX_USES_LENGTH = 100;

/**
 * Returns the change of environment after which a tool signs with exactly these credentials.
 *
 * @throws UserError (65) on a value with a NUL, which no environment can hold. The system's own error would quote it.
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

/** Region and settings that the tool would not find by itself. What the user set stays as it is. */
function provideSettings(
  { region, toolRegion, settings, environment }: ProvisionInput,
): Record<string, string> {
  const provided: Record<string, string> = {};
  if (region !== null && (region.source === "the environment" || region.name !== toolRegion)) {
    for (const name of REGION_VARIABLES) {
      if (environment.own(name) !== region.name) provided[name] = region.name;
    }
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!environment.own(name)) provided[name] = value;
  }
  return provided;
}

/** The names of the settings that an opaws further up provided, and of its record of them. */
export function outdatedSettings({ own, provided }: ProvidedEnvironment): string[] {
  const names = Object.keys(provided);
  if (names.length === 0) return [];
  return [...names.filter((name) => own(name) === undefined), PROVIDED_VARIABLE];
}

/**
 * Adds the record of whose credentials these are, if the user chose them for this command line. Otherwise removes an
 * older record: what a scope chose does not bind what the tool starts.
 */
export function recordChoice(
  { set, unset }: Provision,
  { isChosen, uses }: { readonly isChosen: boolean; readonly uses: string },
): Provision {
  if (!isChosen) return { set, unset: [...unset, CHOSEN_VARIABLE, USES_VARIABLE] };
  const shown = cleanText(uses).slice(0, MAX_USES_LENGTH);
  const record = { [CHOSEN_VARIABLE]: set.AWS_ACCESS_KEY_ID!, [USES_VARIABLE]: shown };
  return { set: { ...set, ...record }, unset };
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
