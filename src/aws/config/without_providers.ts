import { UserError } from "../../errors.ts";
import { type AwsSection, parseAwsFile } from "./parse.ts";
import { profileName } from "./profiles.ts";
import { checkRest, linesOf, linesWithEnds } from "./remove_entries.ts";

/** Every key from which an SDK takes the credentials of a profile, before it asks a server. */
const PROVIDER_KEYS: readonly string[] = [
  ...["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"],
  ...["role_arn", "source_profile", "credential_source", "web_identity_token_file"],
  ...["sso_session", "sso_account_id", "sso_role_name", "sso_start_url", "sso_region"],
  ...["login_session", "credential_process"],
];
const SECRET_KEYS: readonly string[] = ["aws_secret_access_key", "aws_session_token"];

/** One of the AWS config files. */
interface AwsFileText {
  /** Its path. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** Whether it is the config file, whose sections are called `[profile NAME]`. */
  readonly isConfig: boolean;
}

/**
 * Returns `file` without what gives the profiles `names` credentials of their own; null if nothing does. All other lines
 * stay.
 *
 * @throws UserError (78, refused) if the rest would have the secret of another profile, because a copy must have none, or
 * if a line is `[DEFAULT]`'s, which other profiles have too; and as `parseAwsFile` does.
 */
export function withoutProviders(file: AwsFileText, names: readonly string[]): string | null {
  const { path, text, isConfig } = file;
  const sections = parseAwsFile(text, path);
  const removed = new Map<string, readonly string[]>();
  for (const section of sections) {
    const name = isConfig ? profileName(section.name) : section.name;
    const keys = PROVIDER_KEYS.filter((key) => section.values.has(key));
    if (name !== null && names.includes(name) && keys.length > 0) removed.set(section.name, keys);
  }
  if (removed.size === 0) return null;
  const lines = linesWithEnds(text);
  const numbers = new Set<number>();
  for (const section of sections) {
    for (const key of removed.get(section.name) ?? []) {
      for (const number of linesOf(section.values.get(key)!, lines)) numbers.add(number);
    }
  }
  for (const section of sections) refuseShared(section, removed, numbers, path);
  const rest = lines.filter((_, index) => !numbers.has(index + 1)).join("");
  checkRest(sections, removed, rest, path, `copy ${path}`, "its credentials");
  return rest;
}

function refuseShared(
  section: AwsSection,
  removed: ReadonlyMap<string, readonly string[]>,
  numbers: ReadonlySet<number>,
  path: string,
): void {
  const own = removed.get(section.name) ?? [];
  for (const [key, { line }] of section.values) {
    if (own.includes(key)) continue;
    if (numbers.has(line)) {
      const because = `${key} of [DEFAULT] in line ${line} belongs to [${section.name}] too`;
      throw refused(path, line, because);
    }
    if (SECRET_KEYS.includes(key)) {
      const because = `a copy of it would have the secret key of [${section.name}] too`;
      throw refused(path, line, because, "opaws item import --all && opaws scrub --yes");
    }
  }
}

function refused(path: string, line: number, because: string, fix?: string): UserError {
  return new UserError({
    exit: "refused",
    code: "own-provider",
    cannot: `give the tool ${path} without credentials`,
    because,
    details: { path, line },
    ...(fix !== undefined && { try: fix }),
  });
}
