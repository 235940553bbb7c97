import { profileName } from "../../aws/config/profiles.ts";
import { shellWord } from "../../quote.ts";
import type { Facts } from "./facts.ts";
import { type CheckResult, well, wrong } from "./finding.ts";

/** Whether botocore takes the AWS config files; one wrong line makes it refuse a whole file. */
export function awsFiles({ profiles, profilesFault }: Facts): CheckResult[] {
  if (profilesFault !== null) {
    const [, path, line] = /(\/.*?)(?:,? line |:)(\d+)/.exec(profilesFault.message) ?? [];
    return [wrong(profilesFault.message, editAt(path ?? "~/.aws/config", Number(line ?? 1)))];
  }
  return [well(`aws takes its config files, ${profiles?.all.size ?? 0} profiles`)];
}

/** Whose values are words for AWS, where quotation marks never belong. */
const WORDS = /^(region|output|role_arn|source_profile|mfa_serial|external_id|aws_.*)$/;
const ZONE = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/;

/** Values that aws takes as they are, where something else is meant. */
export function oddValues({ profiles }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, values, origins } of profiles?.all.values() ?? []) {
    for (const [key, value] of values) {
      const origin = origins.get(key);
      const odd = typeof value === "string" ? oddity(key, value, name) : null;
      if (odd === null || origin === undefined) continue;
      const { path, line } = origin;
      found.push(wrong(`${path} line ${line}: ${odd}`, editAt(path, line)));
    }
  }
  return found;
}

function oddity(key: string, value: string, profile: string): string | null {
  const part = `${key} of profile ${profile} for a part of its value`;
  if (/\s[#;]/.test(value)) return `aws takes the comment behind ${part}`;
  if (WORDS.test(key) && /^(["']).*\1$/s.test(value)) {
    return `aws takes the quotation marks around ${part}`;
  }
  const region = key === "region" ? ZONE.exec(value)?.[1] : undefined;
  return region === undefined
    ? null
    : `${value} of profile ${profile} is an availability zone, its region is ${region}`;
}

/** What a section that is meant for a profile has. */
const OF_A_PROFILE =
  /^(region|output|role_arn|source_profile|mfa_serial|credential_process|aws_|sso_)/;
/** What aws-vault alone understands. */
const OF_AWS_VAULT = ["include_profile", "parent_profile"];

/** Sections of the config file that lack the word `profile`, and keys that only aws-vault heeds. */
export function overlooked({ profiles }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, line, values } of profiles?.configSections ?? []) {
    const path = profiles!.configPath;
    if (/^\S+$/.test(name) && profileName(name) === null) {
      if (![...values.keys()].some((key) => OF_A_PROFILE.test(key))) continue;
      const why = `aws overlooks section [${name}], for a profile it would be [profile ${name}]`;
      found.push(wrong(`${path} line ${line}: ${why}`, editAt(path, line)));
    }
    for (const key of OF_AWS_VAULT) {
      const entry = values.get(key);
      if (entry === undefined) continue;
      const why = `aws and opaws overlook ${key} of [${name}], which only aws-vault knows`;
      found.push(wrong(`${path} line ${entry.line}: ${why}`, editAt(path, entry.line)));
    }
  }
  return found;
}

/** Access keys that lie in plaintext. */
export function plaintextKeys({ profiles, keyInEnvironment }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, origins } of profiles?.all.values() ?? []) {
    const origin = origins.get("aws_secret_access_key");
    if (origin === undefined) continue;
    found.push(
      wrong(
        `${origin.path} line ${origin.line}: the secret access key of profile ${name} is in plaintext`,
        origin.path === profiles!.configPath
          ? `opaws item import --all && ${editAt(origin.path, origin.line)}`
          : "opaws item import --all && opaws scrub",
      ),
    );
  }
  if (keyInEnvironment) {
    found.push(
      wrong(
        "the environment of this shell holds a secret access key",
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
      ),
    );
  }
  return found.length > 0 ? found : [well("no access key in plaintext in the AWS files")];
}

function editAt(path: string, line: number): string {
  return `"\${EDITOR:-vi}" +${line} ${shellWord(path)}`;
}
