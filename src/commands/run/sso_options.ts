import { option, type Parameter } from "../../cli/declare.ts";
import type { RequestOptions } from "../../credentials/request.ts";
import { UserError } from "../../errors.ts";
import { checkAccountAndRole } from "../../credentials/sso/session_rules.ts";

/** The parameters that name a role of IAM Identity Center, besides `--role`. */
export const ssoOptions: {
  readonly sso: Parameter<string | undefined>;
  readonly account: Parameter<string | undefined>;
} = {
  sso: option(
    "--sso",
    "SESSION",
    "A session of IAM Identity Center, with --account and --role NAME, instead of an item.",
  ),
  account: option("--account", "ID", "The account there: its 12 digits."),
};

/** The parameter `--role` of a command that assumes no other role. */
export const ssoRoleOption: Parameter<string | undefined> = option(
  "--role",
  "NAME",
  "The role there.",
);

/** The values of the options that name a role. */
interface RoleValues {
  readonly sso?: string | undefined;
  readonly account?: string | undefined;
  readonly role?: string | undefined;
  readonly item?: string | undefined;
  readonly webIdentity?: boolean | undefined;
}

/**
 * Returns the role of IAM Identity Center that the options name. With it, `--role` is not the ARN of a role to assume.
 *
 * @throws UserError (64) if an option is missing, contradicts another, or cannot be one; `example` is its `try:`.
 */
export function ssoRoleOf(
  { sso, account, role, item, webIdentity = false }: RoleValues,
  example: string,
): Pick<RequestOptions, "sso" | "role"> {
  if (sso === undefined) {
    if (account !== undefined) throw wrong("--account", "it belongs to --sso", example);
    return { role };
  }
  const other = item !== undefined ? "--item" : webIdentity ? "--web-identity" : null;
  if (other !== null) throw wrong(other, "--sso takes its place", example);
  checkAccountAndRole(account, role, example);
  return { sso: { session: sso, account: account!, role: role! }, role: undefined };
}

/** Returns that role if the command takes no ARN in `--role`. Throws as {@linkcode ssoRoleOf} does. */
export function onlySsoRole(values: RoleValues, example: string): RequestOptions["sso"] {
  const { sso, role } = ssoRoleOf(values, example);
  if (role !== undefined) throw wrong("--role", "it belongs to --sso", example);
  return sso;
}

function wrong(name: string, because: string, example: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${name}`,
    because,
    try: example,
  });
}
