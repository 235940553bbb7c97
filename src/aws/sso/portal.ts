import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  SSOClient,
} from "@aws-sdk/client-sso";
import type { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { TemporaryCredentials } from "../credentials.ts";
import { sessionFromResponse } from "../sts/session_response.ts";
import { sessionLabel, type SsoSession } from "./session.ts";

/** An account in which a person has roles. */
export interface SsoAccount {
  /** Its 12 digits. */
  readonly id: string;
  /** Its name; empty if it has none. */
  readonly name: string;
  /** The address that owns it; empty if the service does not say. */
  readonly email: string;
}

/** More pages than any organization has, so that a service that repeats itself does not hold opaws. */
const MAX_PAGES = 1000;

/**
 * Gets credentials of a role.
 *
 * @throws UserError (77, denied) if the role is not the person's, or the token is not valid; (69, unavailable) without a
 * usable response.
 */
export async function roleCredentials(
  { account, role }: { readonly account: string; readonly role: string },
  accessToken: Secret,
  options: AwsCallOptions,
): Promise<TemporaryCredentials> {
  const aws = new AwsCall("sso", `get credentials of role ${role} in account ${account}`, options);
  const { roleCredentials: issued } = await aws.send((config) =>
    new SSOClient(config).send(
      new GetRoleCredentialsCommand({
        accountId: account,
        roleName: role,
        accessToken: accessToken.reveal(),
      }),
    )
  );
  return sessionFromResponse(aws, {
    AccessKeyId: issued?.accessKeyId,
    SecretAccessKey: issued?.secretAccessKey,
    SessionToken: issued?.sessionToken,
    Expiration: issued?.expiration === undefined ? undefined : new Date(issued.expiration),
  }, options.host.now());
}

/** Lists the accounts, sorted by name. Throws as {@linkcode roleCredentials}. */
export async function listAccounts(
  session: SsoSession,
  accessToken: Secret,
  options: AwsCallOptions,
): Promise<SsoAccount[]> {
  const aws = new AwsCall("sso", `list the accounts of ${sessionLabel(session)}`, options);
  const found = await allPages(async (nextToken) => {
    const page = await aws.send((config) =>
      new SSOClient(config).send(
        new ListAccountsCommand({ accessToken: accessToken.reveal(), nextToken }),
      )
    );
    return [page.accountList ?? [], page.nextToken];
  });
  return found.map(({ accountId, accountName, emailAddress }) => ({
    id: accountId ?? "",
    name: accountName ?? "",
    email: emailAddress ?? "",
  })).filter(({ id }) => id !== "").sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

/** Lists the names of the person's roles in `account`, sorted. Throws as {@linkcode roleCredentials}. */
export async function listRoles(
  account: string,
  accessToken: Secret,
  options: AwsCallOptions,
): Promise<string[]> {
  const aws = new AwsCall("sso", `list your roles in account ${account}`, options);
  const found = await allPages(async (nextToken) => {
    const page = await aws.send((config) =>
      new SSOClient(config).send(
        new ListAccountRolesCommand({
          accountId: account,
          accessToken: accessToken.reveal(),
          nextToken,
        }),
      )
    );
    return [page.roleList ?? [], page.nextToken];
  });
  return found.map(({ roleName }) => roleName ?? "").filter((name) => name !== "").sort(compare);
}

/** Ends the session of `accessToken` at the service, for the browser too. Throws as {@linkcode roleCredentials}. */
export async function logout(
  session: SsoSession,
  accessToken: Secret,
  options: AwsCallOptions,
): Promise<void> {
  const aws = new AwsCall("sso", `sign out of ${sessionLabel(session)}`, options);
  await aws.send((config) =>
    new SSOClient(config).send(new LogoutCommand({ accessToken: accessToken.reveal() }))
  );
}

async function allPages<T>(
  page: (nextToken: string | undefined) => Promise<readonly [readonly T[], string | undefined]>,
): Promise<T[]> {
  const all: T[] = [];
  let nextToken: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const [entries, next] = await page(nextToken);
    all.push(...entries);
    if (!next) break;
    nextToken = next;
  }
  return all;
}

function compare(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a < b ? -1 : a > b ? 1 : 0;
}
