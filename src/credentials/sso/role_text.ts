import type { SsoRole } from "./sso_plan.ts";

/** Returns the role for people: `role Dev in Acme (111122223333) through corp`. */
export function ssoRoleText({ session, account, accountName, role }: SsoRole): string {
  return `role ${role} in ${
    accountName === "" ? account : `${accountName} (${account})`
  } through ${session}`;
}
