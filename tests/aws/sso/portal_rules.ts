import type { Body } from "./oidc_clients.ts";
import type { OidcRules } from "./oidc_rules.ts";
import { SsoError } from "./sso_error.ts";

/** An account with the roles that the person has in it. */
interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}

type Texts = Readonly<Record<string, string>>;

const TOKEN_HEADER = "x-amz-sso_bearer_token";

/** The accounts and roles of the person, and the rules of the portal (API reference of the IAM Identity Center portal). */
export class PortalRules {
  /** The accounts. */
  readonly accountList: Account[] = [
    account("111122223333", "Acme Dev", ["Developer", "ReadOnly"]),
    account("444455556666", "Acme Prod", ["ReadOnly"]),
    account("777788889999", "acme sandbox", ["Admin", "Developer", "ReadOnly"]),
  ];
  /** How many accounts or roles a page has. */
  pageSize = 2;
  /** How long credentials are valid; seconds. */
  credentialSeconds = 3600;
  /** The credentials that were given, in order. */
  readonly issued: { readonly secretAccessKey: string; readonly sessionToken: string }[] = [];

  /** `oidc` knows the tokens. */
  constructor(readonly oidc: OidcRules) {}

  /** Serves `GetRoleCredentials`. */
  credentials(headers: Texts, { role_name: role, account_id: id }: Texts): Body {
    this.#authenticate(headers);
    const found = this.accountList.find((each) => each.id === id);
    if (!found?.roles.includes(role!)) {
      throw new SsoError("ForbiddenException", 403, null, "No access");
    }
    const secrets = {
      secretAccessKey: `${crypto.randomUUID()}/EXAMPLEKEY`,
      sessionToken: `token-${crypto.randomUUID()}-EXAMPLE`,
    };
    this.issued.push(secrets);
    return {
      roleCredentials: {
        accessKeyId: `ASIASSO${String(this.issued.length).padStart(4, "0")}EXAMPLE`,
        ...secrets,
        expiration: this.oidc.now() + this.credentialSeconds * 1000,
      },
    };
  }

  /** Serves `ListAccounts`. */
  accounts(headers: Texts, query: Texts): Body {
    this.#authenticate(headers);
    const all = this.accountList.map(({ id, name, email }) => ({
      accountId: id,
      accountName: name,
      emailAddress: email,
    }));
    return this.#page("accountList", all, query);
  }

  /** Serves `ListAccountRoles`. */
  roles(headers: Texts, query: Texts): Body {
    this.#authenticate(headers);
    const found = this.accountList.find(({ id }) => id === query.account_id);
    if (found === undefined) throw new SsoError("ForbiddenException", 403, null, "No access");
    const all = found.roles.map((roleName) => ({ roleName, accountId: found.id }));
    return this.#page("roleList", all, query);
  }

  /** Serves `Logout`. */
  logout(headers: Texts): Body {
    this.oidc.end(this.#authenticate(headers));
    return {};
  }

  #page(member: string, all: readonly Body[], query: Texts): Body {
    const from = Number(query.next_token ?? 0);
    const size = Math.min(this.pageSize, Number(query.max_result ?? Infinity));
    const next = from + size < all.length ? { nextToken: String(from + size) } : {};
    return { [member]: all.slice(from, from + size), ...next };
  }

  #authenticate(headers: Texts): string {
    const token = headers[TOKEN_HEADER] ?? null;
    if (token !== null && this.oidc.accepts(token)) return token;
    const message = "Session token not found or invalid";
    throw new SsoError("UnauthorizedException", 401, null, message);
  }
}

function account(id: string, name: string, roles: readonly string[]): Account {
  return { id, name, email: `aws+${id}@example.com`, roles };
}
