import { listAccounts, listRoles, type SsoAccount } from "../../aws/sso/portal.ts";
import type { SsoAccess } from "./sso_access.ts";
import { type ConfirmSignIn, withSignIn } from "./with_sign_in.ts";

/** An account and the roles that the person has in it. */
interface AccountRoles extends SsoAccount {
  readonly roles: readonly string[];
}

/** How many accounts are asked about at once; the service limits the rate. */
const PARALLEL = 4;

/**
 * Lists the accounts and roles, of which `filter` keeps those with this text in the account's id or name or in the role,
 * ignoring case.
 *
 * @throws UserError as `withSignIn`, `listAccounts` and `listRoles` do.
 */
export async function listAccountRoles(
  access: SsoAccess,
  confirm: ConfirmSignIn,
  filter?: string,
): Promise<AccountRoles[]> {
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
