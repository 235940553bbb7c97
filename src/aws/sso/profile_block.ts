import { UserError } from "../../errors.ts";
import { type AwsSection, parseAwsFile } from "../config/parse.ts";
import { profileName } from "../config/profiles.ts";
import { DEFAULT_SCOPES, type SsoSession } from "./session.ts";

/** A profile for the AWS config file. */
interface WrittenProfile {
  /** Its name. */
  readonly name: string;
  /** The account's 12 digits. */
  readonly account: string;
  /** The name of the role. */
  readonly role: string;
}

/** A role in an account. */
interface NamedRole {
  readonly account: string;
  readonly accountName: string;
  readonly role: string;
}

/** The template of a profile's name if none is given. */
export const DEFAULT_TEMPLATE = "{account}-{role}";

/**
 * Returns a profile for each role. `template` has `{account}` (the account's name, or else its id), `{account-id}`,
 * `{role}` and `{session}`. Characters that need quotation marks in a file or in a shell become hyphens. Where two roles
 * get the same name, each gets its account's id.
 *
 * @throws UserError (64, usage) if two roles get the same name even so.
 */
export function nameProfiles(
  template: string,
  session: string,
  roles: readonly NamedRole[],
): WrittenProfile[] {
  const named = roles.map(({ account, accountName, role }) => {
    const values: Readonly<Record<string, string>> = {
      "account": accountName || account,
      "account-id": account,
      role,
      session,
    };
    const name = template.replace(/\{([a-z-]+)\}/g, (whole, key) => values[key] ?? whole)
      .replace(/[^A-Za-z0-9_.@+=/-]+/g, "-").replace(/^-+|-+$/g, "");
    return { name, account, role };
  });
  const counts = Map.groupBy(named, ({ name }) => name);
  const unique = named.map((each) =>
    counts.get(each.name)!.length === 1 ? each : { ...each, name: `${each.name}-${each.account}` }
  );
  const same = [...Map.groupBy(unique, ({ name }) => name)].find(([, all]) => all.length > 1);
  if (same === undefined && unique.every(({ name }) => name !== "")) return unique;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `name profiles by ${JSON.stringify(template)}`,
    because: same === undefined
      ? "a name would be empty"
      : `two roles of account ${same[1][0]!.account} would both be ${JSON.stringify(same[0])}`,
    try: `opaws sso profiles --template '${DEFAULT_TEMPLATE}'`,
  });
}

/**
 * Returns the sections for the AWS config file: the session, if opaws keeps it, and the profiles. `region` is the region
 * of their commands; null for none.
 */
export function profileSections(
  session: SsoSession,
  profiles: readonly WrittenProfile[],
  region: string | null,
): string {
  const { name, startUrl, region: ssoRegion, scopes, kept } = session;
  const place = name === null
    ? [`sso_start_url = ${startUrl}`, `sso_region = ${ssoRegion}`]
    : [`sso_session = ${name}`];
  const own = kept
    ? [[
      `[sso-session ${name}]`,
      `sso_start_url = ${startUrl}`,
      `sso_region = ${ssoRegion}`,
      `sso_registration_scopes = ${(scopes.length > 0 ? scopes : DEFAULT_SCOPES).join(",")}`,
    ]]
    : [];
  const sections = profiles.map((profile) => [
    `[profile ${profile.name}]`,
    ...place,
    `sso_account_id = ${profile.account}`,
    `sso_role_name = ${profile.role}`,
    ...(region === null ? [] : [`region = ${region}`]),
  ]);
  return [...own, ...sections].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/**
 * Returns `text`, an AWS config file, with `sections` between the marker lines of the session `label`: instead of what is
 * between them, or at the end. Nothing else changes. Without sections, the marker lines go too.
 *
 * @throws UserError (78, refused) if only one of the marker lines is there, or if aws would read the rest differently.
 */
export function withBlock(text: string, path: string, label: string, sections: string): string {
  const [first, last] = markers(label);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/(?<=\n)/);
  const at = (marker: string) => lines.findIndex((line) => line.trimEnd() === marker);
  const [from, to] = [at(first), at(last)];
  if ((from < 0) !== (to < 0) || to < from) {
    const because = `it has only one of the marker lines "${first}" and "${last}"`;
    throw refused(path, because);
  }
  const block = sections === "" ? "" : `${first}\n${sections}${last}\n`.replaceAll("\n", eol);
  const [head, tail] = from < 0
    ? [text, ""]
    : [lines.slice(0, from).join(""), lines.slice(to + 1).join("")];
  const gap = from >= 0 || head === "" || block === ""
    ? ""
    : /\n\s*\n$/.test(head)
    ? ""
    : head.endsWith("\n")
    ? eol
    : eol + eol;
  const next = tail.split("\n").find((line) => line.trim() !== "" && !/^\s*[#;]/.test(line));
  if (next !== undefined && !next.startsWith("[")) {
    throw refused(path, `the first line after "${last}" belongs to its last profile`);
  }
  const changed = head + gap + block + tail;
  checkRest(text, changed, path, label);
  return changed;
}

/** Returns the names of the profiles and sessions of `text` outside the marker lines of the session `label`. */
export function namesOutside(text: string, path: string, label: string): Set<string> {
  return new Set(outside(text, path, label).map(({ name }) => profileName(name) ?? name));
}

function markers(label: string): [string, string] {
  return [`# opaws sso profiles ${label}: begin`, `# opaws sso profiles ${label}: end`];
}

/** Returns the sections of `text` that are not between the marker lines. */
function outside(text: string, path: string, label: string): AwsSection[] {
  const [first, last] = markers(label);
  const lines = text.split(/(?<=\n)/);
  const from = lines.findIndex((line) => line.trimEnd() === first);
  const to = lines.findIndex((line) => line.trimEnd() === last);
  const rest = from < 0 ? lines : [...lines.slice(0, from), ...lines.slice(to + 1)];
  return parseAwsFile(rest.join(""), path);
}

/** Throws UserError (78, refused) unless both texts say the same outside the marker lines. */
function checkRest(before: string, after: string, path: string, label: string): void {
  const plain = (text: string) =>
    JSON.stringify(
      outside(text, path, label).map(({ name, values }) => [
        name,
        ...[...values].map(([key, { value }]) => [
          key,
          typeof value === "string" ? value : [...value],
        ]),
      ]),
    );
  if (plain(before) === plain(after)) return;
  throw refused(path, "aws would read the rest of the file differently");
}

function refused(path: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "unsafe-write",
    cannot: `write profiles to ${path}`,
    because,
    details: { path },
  });
}
