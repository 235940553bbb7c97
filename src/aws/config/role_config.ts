import { badProfile, type Profile, profileText } from "./profile.ts";

/** A role as its profile configures it: the arguments of one AssumeRole call. */
export interface RoleConfig {
  /** The profile that configures it; null if the command line does. */
  readonly profile: string | null;
  /** `role_arn`, the ARN of the role. */
  readonly role: string;
  /** `role_session_name`. */
  readonly sessionName?: string;
  /** `external_id`. */
  readonly externalId?: string;
  /** `duration_seconds`, how long the session lasts. */
  readonly durationSeconds?: number;
  /** `mfa_serial`. */
  readonly mfaSerial?: string;
  /** `mfa_process`, a command that prints a one-time code. */
  readonly mfaProcess?: string;
  /** `source_identity`. */
  readonly sourceIdentity?: string;
  /** `session_tags`, in order. */
  readonly tags?: readonly SessionTag[];
  /** `transitive_session_tags`: keys of the tags that the next role session inherits. */
  readonly transitiveTags?: readonly string[];
}

/** A tag of a role session. */
interface SessionTag {
  /** Its key. */
  readonly key: string;
  /** Its value. */
  readonly value: string;
}

/** Properties that are copied from a key of the profile. */
const COPIED = [
  ["sessionName", "role_session_name"],
  ["externalId", "external_id"],
  ["mfaSerial", "mfa_serial"],
  ["mfaProcess", "mfa_process"],
  ["sourceIdentity", "source_identity"],
] as const;

/** The minimum length of a value in characters (API reference, AssumeRole; botocore's `validate.ParamValidator`). */
const MIN_LENGTHS: Readonly<Record<string, number>> = {
  role_session_name: 2,
  external_id: 2,
  mfa_serial: 9,
};

/** The shortest session that STS grants, in seconds (API reference, AssumeRole, `DurationSeconds`). */
const MIN_DURATION = 900;

/**
 * Returns the role that `profile` configures; null if it configures none. The keys are botocore's
 * (`AssumeRoleProvider._get_role_config`) and aws-vault's `mfa_process`, `source_identity`, `session_tags` and
 * `transitive_session_tags`. As in botocore, a duration that is not an integer is ignored.
 *
 * @throws UserError (78, refused) if STS never grants the duration, if a value is shorter than botocore accepts, or if it
 * is a nested block. opaws must not go on without such a value: the role would be assumed on other terms.
 */
export function roleConfig(profile: Profile): RoleConfig | null {
  const role = stringValue(profile, "role_arn");
  if (role === undefined) return null;
  if (role === "") throw badProfile(profile, "role_arn", "role_arn is empty");
  const config: { -readonly [Key in keyof RoleConfig]: RoleConfig[Key] } = {
    profile: profile.name,
    role,
  };
  const durationSeconds = duration(profile);
  if (durationSeconds !== undefined) config.durationSeconds = durationSeconds;
  for (const [name, key] of COPIED) {
    const value = stringValue(profile, key);
    checkLength(profile, key, value);
    if (value) config[name] = value;
  }
  const tags = listValue(profile, "session_tags").map((entry) => parseTag(profile, entry));
  if (tags.length > 0) config.tags = tags;
  const transitiveTags = listValue(profile, "transitive_session_tags");
  if (transitiveTags.length > 0) config.transitiveTags = transitiveTags;
  return config;
}

function stringValue(profile: Profile, key: string): string | undefined {
  const value = profileText(profile, key);
  if (value !== undefined || !profile.values.has(key)) return value;
  throw badProfile(profile, key, `${key} is a nested block, not a string`);
}

/** Refuses what botocore refuses: a value that is shorter than the API reference of AssumeRole allows. */
function checkLength(profile: Profile, key: string, value: string | undefined): void {
  const min = MIN_LENGTHS[key];
  if (value === undefined || min === undefined || [...value].length >= min) return;
  const why = value === "" ? `${key} is empty` : `${key} is ${JSON.stringify(value)}`;
  throw badProfile(profile, key, `${why}, and AWS requires at least ${min} characters`);
}

function listValue(profile: Profile, key: string): string[] {
  const entries = (profileText(profile, key) ?? "").split(",").map((entry) => entry.trim());
  return entries.filter((entry) => entry !== "");
}

function parseTag(profile: Profile, text: string): SessionTag {
  const cut = text.indexOf("=");
  if (cut < 1) {
    throw badProfile(profile, "session_tags", `${JSON.stringify(text)} is not KEY=VALUE`);
  }
  return { key: text.slice(0, cut).trim(), value: text.slice(cut + 1).trim() };
}

/**
 * Returns `duration_seconds` as Python's `int()` reads it, which takes the decimal digits of every script; undefined if it
 * is missing or not an integer.
 */
function duration(profile: Profile): number | undefined {
  const value = stringValue(profile, "duration_seconds")?.trim();
  if (value === undefined) return undefined;
  const ascii = isAscii(value) ? value : value.replace(DECIMAL_DIGIT(), asciiDigit);
  if (!/^[+-]?\d+(_\d+)*$/.test(ascii)) return undefined;
  const seconds = Number(ascii.replaceAll("_", ""));
  if (seconds >= MIN_DURATION) return seconds;
  const why =
    `duration_seconds is ${value}, below ${MIN_DURATION} seconds, the shortest that AWS grants`;
  throw badProfile(profile, "duration_seconds", why);
}

/** Not a literal: V8 would parse it at each start, and look up Unicode properties for half a millisecond. */
const DECIMAL_DIGIT = (): RegExp => new RegExp("\\p{Nd}", "gu");

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** Returns the ASCII digit of the same value. Unicode has the decimal digits of each script in runs of ten, from zero. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let start = code;
  while (DECIMAL_DIGIT().test(String.fromCodePoint(start - 1))) start--;
  return String((code - start) % 10);
}
