import { profileName } from "../../aws/config/profiles.ts";
import { AWS_VAULT_KEYS } from "../../credentials/plan_notes.ts";
import type { UserError } from "../../errors.ts";
import { isTemporaryId } from "../../importers/candidate.ts";
import type { Facts } from "./facts.ts";
import { type CheckResult, ok, problem } from "./finding.ts";
import { editCommand, showFileCommand } from "../../fix_commands.ts";
import { unsetCommand } from "../../unset_command.ts";

/** Checks that botocore accepts the AWS config files: one bad line makes it refuse a whole file. */
export function awsFiles({ profiles, profilesError }: Facts): CheckResult[] {
  if (profilesError !== null) return [problem(profilesError.message, fixOf(profilesError))];
  const count = profiles?.all.size ?? 0;
  return [ok(`aws accepts its config files (${count} ${count === 1 ? "profile" : "profiles"})`)];
}

function fixOf(error: UserError): string {
  const { path, line } = error.details;
  if (error.try !== undefined) return error.try;
  if (path === undefined) return "opaws doctor --json";
  return error.exit === "io" ? showFileCommand(path) : edit(path, line);
}

/** Keys whose values AWS takes literally, so that quotation marks are always wrong. */
const LITERAL = /^(region|output|role_arn|source_profile|mfa_serial|external_id|aws_.*)$/;
const ZONE = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/;

/** Finds values that aws accepts but that mean something else than was meant. */
export function awsValues({ profiles }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, values, origins } of profiles?.all.values() ?? []) {
    for (const [key, value] of values) {
      const origin = origins.get(key);
      const mistake = typeof value === "string" ? mistakeIn(key, value, name) : null;
      if (mistake !== null && origin !== undefined) {
        found.push(problemAt(origin.path, origin.line, mistake));
      }
    }
  }
  return found;
}

function mistakeIn(key: string, value: string, profile: string): string | null {
  const place = `as part of the value of ${key} (profile ${profile})`;
  if (/\s[#;]/.test(value)) return `aws reads the comment ${place}`;
  if (LITERAL.test(key) && /^(["']).*\1$/s.test(value)) {
    return `aws reads the quotation marks ${place}`;
  }
  const region = key === "region" ? ZONE.exec(value)?.[1] : undefined;
  return region === undefined
    ? null
    : `${value} is an availability zone, and its region is ${region} (profile ${profile})`;
}

/** Keys that only a profile has. */
const PROFILE_KEYS =
  /^(region|output|role_arn|source_profile|mfa_serial|credential_process|aws_|sso_)/;

/**
 * Finds sections of the config file that lack the word `profile` or quotation marks around several words, and keys that
 * only aws-vault reads.
 */
export function ignoredByAws({ profiles }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, line, values } of profiles?.configSections ?? []) {
    const path = profiles!.configPath;
    const words = /^profile\s+(.*\S)\s*$/s.exec(name)?.[1];
    if (words !== undefined && profileName(name) === null) {
      const right = `[profile "${words.replaceAll(/["'\\]/g, "")}"]`;
      found.push(problemAt(path, line, `aws ignores section [${name}]; write ${right}`));
    }
    if (/^\S+$/.test(name) && profileName(name) === null) {
      if (![...values.keys()].some((key) => PROFILE_KEYS.test(key))) continue;
      found.push(
        problemAt(path, line, `aws ignores section [${name}]; a profile needs [profile ${name}]`),
      );
    }
    for (const key of AWS_VAULT_KEYS) {
      const entry = values.get(key);
      if (entry === undefined) continue;
      found.push(
        problemAt(
          path,
          entry.line,
          `aws and opaws ignore ${key} in [${name}]; only aws-vault reads it`,
        ),
      );
    }
  }
  return found;
}

/** Finds access keys in plaintext. Temporary ones end by themselves, and belong to the tool that renews them. */
export function plaintextKeys({ profiles, keyInEnvironment }: Facts): CheckResult[] {
  const found: CheckResult[] = [];
  for (const { name, values, origins } of profiles?.all.values() ?? []) {
    const origin = origins.get("aws_secret_access_key");
    if (origin === undefined) continue;
    if (isTemporaryId(String(values.get("aws_access_key_id") ?? ""))) {
      found.push(ok(`profile ${name} has a temporary key, which another tool keeps there`));
      continue;
    }
    const { path, line } = origin;
    const removal = path === profiles!.configPath ? edit(path, line) : "opaws scrub";
    found.push(
      problemAt(
        path,
        line,
        `the secret access key of profile ${name} is in plaintext`,
        `opaws item import --all && ${removal}`,
      ),
    );
  }
  if (keyInEnvironment) {
    found.push(
      problem(
        "the environment of this shell has a secret access key",
        unsetCommand(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]),
      ),
    );
  }
  const isClean = found.every(({ state }) => state === "ok");
  return [...found, ...(isClean ? [ok("no access key in plaintext in the AWS files")] : [])];
}

function problemAt(path: string, line: number, message: string, command = edit(path, line)) {
  return problem(`${path}, line ${line}: ${message}`, command);
}

function edit(path: string, line?: number): string {
  return editCommand(path, line);
}
