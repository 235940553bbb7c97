import { badProfile } from "./profile.ts";
import { type Profile, profileText } from "./profile.ts";

/** One role of a chain, as its profile describes it: the arguments of one AssumeRole. */
export interface RoleConfig {
  /** The profile that describes it. */
  readonly profile: string;
  /** `role_arn`. */
  readonly role: string;
  /** `role_session_name`. */
  readonly sessionName?: string;
  /** `external_id`. */
  readonly externalId?: string;
  /** `duration_seconds`. */
  readonly durationSeconds?: number;
  /** `mfa_serial`. */
  readonly mfaSerial?: string;
  /** `mfa_process`, which prints a one-time code. */
  readonly mfaProcess?: string;
  /** `source_identity`. */
  readonly sourceIdentity?: string;
  /** `session_tags`, in their order. */
  readonly tags?: readonly SessionTag[];
  /** `transitive_session_tags`: keys of tags that go along to the next role. */
  readonly transitiveTags?: readonly string[];
}

/** A tag of a role session. */
export interface SessionTag {
  /** Its key. */
  readonly key: string;
  /** Its value. */
  readonly value: string;
}

const TEXTS = [
  ["sessionName", "role_session_name"],
  ["externalId", "external_id"],
  ["mfaSerial", "mfa_serial"],
  ["mfaProcess", "mfa_process"],
  ["sourceIdentity", "source_identity"],
] as const;

/** The shortest session that STS makes (API reference, AssumeRole, `DurationSeconds`). */
const SHORTEST_SECONDS = 900;

/**
 * Reads the role that `profile` describes; null when it describes none. The keys are botocore's
 * (`AssumeRoleProvider._get_role_config`: a duration that is no integer does not count; an empty text does not either) and aws-vault's `mfa_process`,
 * `source_identity`, `session_tags`, `transitive_session_tags`. Faults (78) on a duration that STS never grants, and on
 * an indented block where a text is to stand: without its role the item's own key would be given.
 */
export function roleConfig(profile: Profile): RoleConfig | null {
  const role = plain(profile, "role_arn");
  if (role === undefined) return null;
  if (role === "") throw badProfile(profile, "role_arn", "role_arn is empty");
  const step: { -readonly [Key in keyof RoleConfig]: RoleConfig[Key] } = {
    profile: profile.name,
    role,
  };
  const durationSeconds = duration(profile);
  if (durationSeconds !== undefined) step.durationSeconds = durationSeconds;
  for (const [name, key] of TEXTS) {
    const value = plain(profile, key);
    if (value) step[name] = value;
  }
  const tags = words(profile, "session_tags").map((word) => tag(profile, word));
  if (tags.length > 0) step.tags = tags;
  const transitiveTags = words(profile, "transitive_session_tags");
  if (transitiveTags.length > 0) step.transitiveTags = transitiveTags;
  return step;
}

function plain(profile: Profile, key: string): string | undefined {
  const value = profileText(profile, key);
  if (value !== undefined || !profile.values.has(key)) return value;
  throw badProfile(profile, key, `${key} is a block, not a text`);
}

function words(profile: Profile, key: string): string[] {
  return (profileText(profile, key) ?? "").split(",").map((word) => word.trim()).filter((word) =>
    word !== ""
  );
}

function tag(profile: Profile, word: string): SessionTag {
  const cut = word.indexOf("=");
  if (cut < 1) {
    throw badProfile(profile, "session_tags", `${JSON.stringify(word)} is not KEY=VALUE`);
  }
  return { key: word.slice(0, cut).trim(), value: word.slice(cut + 1).trim() };
}

/** As Python's `int()` reads it. */
function duration(profile: Profile): number | undefined {
  const value = profileText(profile, "duration_seconds")?.trim();
  if (value === undefined || !/^[+-]?\d+(_\d+)*$/.test(value)) return undefined;
  const seconds = Number(value.replaceAll("_", ""));
  if (seconds >= SHORTEST_SECONDS) return seconds;
  const what = `duration_seconds is ${value}, and AWS grants no session below ${SHORTEST_SECONDS}`;
  throw badProfile(profile, "duration_seconds", what);
}
