import { listAccounts, listRoles, type SsoAccount } from "../../aws/sso/portal.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import {
  type Command,
  declare,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import type { SsoAccess } from "../../credentials/sso/sso_access.ts";
import { withSignIn } from "../../credentials/sso/with_sign_in.ts";
import { confirmSignIn } from "./confirm_sign_in.ts";
import { sessionAccess } from "./session_access.ts";

/** An account and the roles that the person has in it. */
interface AccountRoles extends SsoAccount {
  readonly roles: readonly string[];
}

/** How many accounts are asked about at once; the service limits the rate. */
const PARALLEL = 4;

/** `opaws sso list`. */
export const command: Command = declare(
  {
    description:
      "Shows the id and the name of each account, and a role. The session is SESSION, that of AWS_PROFILE, or the only one.",
    examples: ["opaws sso list", "opaws sso list corp --filter prod", "opaws sso list --json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    filter: option("--filter", "TEXT", "Only accounts and roles with this text in id or name."),
    session: optionalArgument("SESSION", "The session."),
  }),
  async (options, context) => {
    const access = await sessionAccess(context, {
      ...options,
      reason: "to list your accounts",
      command: "opaws sso list",
    });
    const accounts = await listAccountRoles(access, options.filter);
    const session = sessionLabel(access.session);
    printAnswer(
      options.json,
      { session, accounts },
      () =>
        accounts.length === 0
          ? [
            `No account or role of ${session} ${
              options.filter ? "matches" : "is assigned to you"
            }.`,
          ]
          : columns(
            accounts.flatMap(({ id, name, roles }) => roles.map((role) => [id, name, role])),
          ),
    );
  },
);

/**
 * Lists the accounts and roles, of which `filter` keeps those with this text in the account's id or name or in the role,
 * ignoring case.
 *
 * @throws UserError as `withSignIn`, `listAccounts` and `listRoles` do.
 */
export async function listAccountRoles(
  access: SsoAccess,
  filter?: string,
): Promise<AccountRoles[]> {
  const confirm = (label: string, needed: Parameters<typeof confirmSignIn>[2]) =>
    confirmSignIn(access.host, label, needed);
  const options = access.options("sso");
  return await withSignIn(access, confirm, async (token) => {
    const accounts = await listAccounts(access.session, token, options);
    const found: AccountRoles[] = [];
    for (let at = 0; at < accounts.length; at += PARALLEL) {
      const some = accounts.slice(at, at + PARALLEL);
      found.push(
        ...await Promise.all(some.map(async (account) => ({
          ...account,
          roles: await listRoles(account.id, token, options),
        }))),
      );
    }
    return matching(found, filter?.toLowerCase() ?? "");
  });
}

function matching(accounts: readonly AccountRoles[], filter: string): AccountRoles[] {
  const has = (text: string) => text.toLowerCase().includes(filter);
  return accounts.map((account) => {
    const isMatch = has(account.id) || has(account.name);
    return { ...account, roles: isMatch ? account.roles : account.roles.filter(has) };
  }).filter(({ roles }) => roles.length > 0);
}
