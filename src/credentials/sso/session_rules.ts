import { UserError } from "../../errors.ts";

/** The name of a role of IAM Identity Center (API reference of the portal, GetRoleCredentials, without its length). */
const ROLE = /^[\w+=,.@-]{1,64}$/;

/** Returns why `name` cannot name a session; undefined if it can. */
export function sessionNameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
    ? undefined
    : "a session's name has letters, digits, dots, underscores and hyphens, at most 64";
}

/** Returns why `text` cannot be a start URL; undefined if it can. */
export function startUrlProblem(text: string): string | undefined {
  const url = URL.parse(text.trim());
  return url?.protocol === "https:" && url.username === "" && url.password === ""
    ? undefined
    : "a start URL begins with https:// , such as https://acme.awsapps.com/start";
}

/** Throws UserError (64) unless `account` and `role` can name a role of IAM Identity Center, both of them given. */
export function checkAccountAndRole(
  account: string | undefined,
  role: string | undefined,
  example = "opaws init aws --sso SESSION --account ID --role NAME --scope global",
): void {
  const wrong = account === undefined || role === undefined
    ? [account === undefined ? "--role" : "--account", "--sso needs both --account and --role"]
    : !/^\d{12}$/.test(account)
    ? ["--account", `${JSON.stringify(account)} is not the 12 digits of an account`]
    : !ROLE.test(role)
    ? ["--role", `${JSON.stringify(role)} is not the name of a role of IAM Identity Center`]
    : null;
  if (wrong === null) return;
  const [name, because] = wrong as [string, string];
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${name}`,
    because,
    try: example,
  });
}
