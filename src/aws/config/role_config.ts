import { badProfile } from "./profile.ts";
import { type Profile, profileText } from "./profile.ts";

/** A role as its profile configures it: the arguments of one AssumeRole call. */
export interface RoleConfig {
  /** The profile that configures it. */
  readonly profile: string;
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

/** The shortest session that STS grants, in seconds (API reference, AssumeRole, `DurationSeconds`). */
const MIN_DURATION = 900;

/**
 * Returns the role that `profile` configures; null if it configures none. The keys are botocore's
 * (`AssumeRoleProvider._get_role_config`) and aws-vault's `mfa_process`, `source_identity`, `session_tags` and
 * `transitive_session_tags`. As in botocore, empty values and a duration that is not an integer are ignored.
 *
 * @throws UserError (78, refused) if STS never grants the duration, or a value is a nested block: without the role, the
 * tool would get the item's own key.
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

/** Returns `duration_seconds` as Python's `int()` reads it; undefined if it is missing or not an integer. */
function duration(profile: Profile): number | undefined {
  const value = profileText(profile, "duration_seconds")?.trim();
  if (value === undefined || !/^[+-]?\d+(_\d+)*$/.test(value)) return undefined;
  const seconds = Number(value.replaceAll("_", ""));
  if (seconds >= MIN_DURATION) return seconds;
  const why =
    `duration_seconds is ${value}, below ${MIN_DURATION} seconds, the shortest that AWS grants`;
  throw badProfile(profile, "duration_seconds", why);
}
