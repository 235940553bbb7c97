import { invalidRequest, SsoError } from "./sso_error.ts";

/** The JSON of a request. */
export type Body = Readonly<Record<string, unknown>>;

/** A registered client. */
export interface Client {
  readonly secret: string;
  readonly expiresAt: number;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** The grant type of a device code (RFC 8628). */
export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const REGISTRATION_LIFE = 90 * 86_400_000; // milliseconds

/** The registered clients of the OIDC service. */
export class OidcClients {
  /** The start URLs of the instance in this region. */
  readonly startUrls: Set<string> = new Set(["https://acme.awsapps.com/start"]);
  readonly #clients = new Map<string, Client>();

  /** `now` is the clock of the service; epoch milliseconds. */
  constructor(readonly now: () => number) {}

  /** Returns the client with this id; undefined if there is none. */
  get(id: string): Client | undefined {
    return this.#clients.get(id);
  }

  /** Serves `RegisterClient`. */
  register(body: Body): Body {
    known(body, ["clientName", "clientType"], [
      "scopes",
      "redirectUris",
      "grantTypes",
      "issuerUrl",
    ]);
    if (body.clientType !== "public") throw invalidRequest("clientType is not public");
    const grantTypes = texts(body.grantTypes ?? [DEVICE_GRANT, "refresh_token"]);
    const redirectUris = texts(body.redirectUris ?? []);
    if (grantTypes.includes("authorization_code")) {
      if (redirectUris.length === 0) {
        throw new SsoError("InvalidRedirectUriException", 400, "invalid_redirect_uri", "missing");
      }
      if (redirectUris.some((uri) => !/^http:\/\/127\.0\.0\.1\/[\w/]+$/.test(uri))) {
        throw new SsoError(
          "InvalidRedirectUriException",
          400,
          "invalid_redirect_uri",
          "not loopback",
        );
      }
      if (!this.startUrls.has(String(body.issuerUrl))) throw invalidRequest("Invalid issuerUrl");
    }
    const scopes = texts(body.scopes ?? []);
    if (scopes.some((scope) => !/^\w+(:[\w.*]+)+$/.test(scope))) {
      throw new SsoError("InvalidScopeException", 400, "invalid_scope", "Invalid scope");
    }
    const clientId = random("client-");
    const secret = random("secret-");
    const expiresAt = this.now() + REGISTRATION_LIFE;
    this.#clients.set(clientId, { secret, expiresAt, grantTypes, redirectUris, scopes });
    return {
      clientId,
      clientSecret: secret,
      clientIdIssuedAt: Math.floor(this.now() / 1000),
      clientSecretExpiresAt: Math.floor(expiresAt / 1000),
    };
  }

  /** Makes every registration expire. */
  expireClients(): void {
    for (const [id, client] of this.#clients) this.#clients.set(id, { ...client, expiresAt: 0 });
  }

  /** Returns the client that `body` authenticates. */
  authenticate(body: Body): Client {
    const client = this.#clients.get(String(body.clientId));
    if (client === undefined || client.secret !== body.clientSecret) {
      throw new SsoError("InvalidClientException", 401, "invalid_client", "Invalid client");
    }
    if (client.expiresAt < this.now()) {
      throw new SsoError("InvalidClientException", 401, "invalid_client", "Client has expired");
    }
    return client;
  }
}

/** Throws unless `body` has all of `required` and nothing else than those and `optional`. */
export function known(
  body: Body,
  required: readonly string[],
  optional: readonly string[],
): void {
  for (const name of required) {
    if (typeof body[name] !== "string" || body[name] === "") {
      throw invalidRequest(`${name} is missing`);
    }
  }
  const odd = Object.keys(body).find((name) => ![...required, ...optional].includes(name));
  if (odd !== undefined) throw invalidRequest(`${odd} is unknown`);
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value) || value.some((each) => typeof each !== "string")) {
    throw invalidRequest("not a list of strings");
  }
  return value;
}

/** Returns the error of a client that is not registered for what it does. */
export function unauthorizedClient(): SsoError {
  return new SsoError("UnauthorizedClientException", 400, "unauthorized_client", "unauthorized");
}

/** Returns a new secret of the service, which ends like all test secrets. */
export function random(prefix: string): string {
  return `${prefix}${crypto.getRandomValues(new Uint8Array(18)).toHex()}EXAMPLE`;
}
