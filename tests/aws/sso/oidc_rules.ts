import {
  type Body,
  DEVICE_GRANT,
  known,
  OidcClients,
  random,
  unauthorizedClient,
} from "./oidc_clients.ts";
import { invalidGrant, invalidRequest, SsoError } from "./sso_error.ts";

/** An authorization that a person gives in the browser: a code with PKCE, or a device code. */
interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** `code_challenge`; null for a device code. */
  readonly challenge: string | null;
  readonly redirectUri: string | null;
  readonly expiresAt: number;
  approved: boolean;
}

/** A session of a person: its tokens, until it ends. */
interface SignIn {
  readonly clientId: string;
  readonly scopes: readonly string[];
  accessToken: string;
  refreshToken: string | null;
  tokenExpiresAt: number;
  /** Whether it was revoked, or its duration is reached. */
  ended: boolean;
}

const CODE_LIFE = 600_000; // milliseconds

/** The clients, authorizations and tokens of the OIDC service, and its rules (API reference of IAM Identity Center OIDC). */
export class OidcRules {
  /** The registered clients. */
  readonly clients: OidcClients = new OidcClients(() => this.now());
  /** How long an access token is valid; seconds. */
  tokenSeconds = 3600;
  /** How long a device code waits between two attempts; seconds. */
  interval = 1;
  /** How far the clock of the service is ahead of this machine's; milliseconds. */
  skew = 0;
  /** Whether the person approves in the browser. */
  approves = true;
  readonly #grants = new Map<string, Grant>();
  readonly #userCodes = new Map<string, string>();
  readonly #signIns: SignIn[] = [];
  readonly #lastPoll = new Map<string, number>();

  /** The clock of the service; epoch milliseconds. */
  now(): number {
    return Date.now() + this.skew;
  }

  /** Serves `StartDeviceAuthorization`; `url` is the address of the service. */
  startDevice(body: Body, url: string): Body {
    known(body, ["clientId", "clientSecret", "startUrl"], []);
    const client = this.clients.authenticate(body);
    if (!client.grantTypes.includes(DEVICE_GRANT)) throw unauthorizedClient();
    if (!this.clients.startUrls.has(String(body.startUrl))) throw invalidRequest("");
    const deviceCode = random("device-");
    const userCode = random("").slice(0, 8).toUpperCase().replace(/^(....)/, "$1-");
    this.#grants.set(deviceCode, this.#grant(body, client.scopes, null, null));
    this.#userCodes.set(userCode, deviceCode);
    return {
      deviceCode,
      userCode,
      verificationUri: `${url}/device`,
      verificationUriComplete: `${url}/device?user_code=${userCode}`,
      expiresIn: CODE_LIFE / 1000,
      interval: this.interval,
    };
  }

  /** Serves the page that approves a device code. Returns whether the person approved it. */
  approveDevice(userCode: string): boolean {
    const grant = this.#grants.get(this.#userCodes.get(userCode) ?? "");
    if (grant === undefined) throw invalidRequest("unknown user code");
    grant.approved = this.approves;
    return grant.approved;
  }

  /** Serves `/authorize`, which the browser opens. Returns where it redirects the browser to. */
  authorize(query: URLSearchParams): string {
    const given = Object.fromEntries(query);
    const names = [
      "response_type",
      "client_id",
      "redirect_uri",
      "state",
      "code_challenge_method",
      "scopes",
      "code_challenge",
    ];
    known(given, names, []);
    const client = this.clients.get(given.client_id!);
    if (client === undefined || !client.grantTypes.includes("authorization_code")) {
      throw unauthorizedClient();
    }
    if (given.response_type !== "code" || given.code_challenge_method !== "S256") {
      throw invalidRequest("not a code with S256");
    }
    if (!/^[\w-]{43}$/.test(given.code_challenge!)) throw invalidRequest("bad code_challenge");
    const redirect = new URL(given.redirect_uri!);
    const registered = new URL(redirect);
    registered.port = "";
    if (!client.redirectUris.includes(registered.href) || redirect.port === "") {
      throw invalidRequest("redirect_uri is not registered");
    }
    const scopes = given.scopes!.split(" ");
    if (scopes.some((scope) => !client.scopes.includes(scope))) throw invalidRequest("bad scopes");
    redirect.searchParams.set("state", given.state!);
    if (!this.approves) {
      redirect.searchParams.set("error", "access_denied");
      return redirect.href;
    }
    const code = random("code-");
    const grant = this.#grant(
      { clientId: given.client_id },
      scopes,
      given.code_challenge!,
      given.redirect_uri!,
    );
    this.#grants.set(code, { ...grant, approved: true });
    redirect.searchParams.set("code", code);
    return redirect.href;
  }

  /** Serves `CreateToken`. */
  async token(body: Body): Promise<Body> {
    const common = ["clientId", "clientSecret", "grantType"];
    switch (body.grantType) {
      case "authorization_code": {
        known(body, [...common, "code", "redirectUri", "codeVerifier"], []);
        return this.#issue(body, await this.#fromCode(body));
      }
      case DEVICE_GRANT: {
        known(body, [...common, "deviceCode"], []);
        return this.#issue(body, this.#fromDevice(body));
      }
      case "refresh_token": {
        known(body, [...common, "refreshToken"], []);
        return this.#refresh(body);
      }
    }
    throw new SsoError(
      "UnsupportedGrantTypeException",
      400,
      "unsupported_grant_type",
      "unsupported",
    );
  }

  /** Returns whether `token` is a valid access token. */
  accepts(token: string | null): boolean {
    const found = this.#signIns.find(({ accessToken }) => accessToken === token);
    return found !== undefined && !found.ended && found.tokenExpiresAt > this.now();
  }

  /** Ends the session of `token`, as `Logout` does; all sessions without a token. */
  end(token?: string): void {
    for (const each of this.#signIns) {
      if (token === undefined || each.accessToken === token) each.ended = true;
    }
  }

  /** Makes every access token expire. The refresh tokens stay valid. */
  expireTokens(): void {
    for (const each of this.#signIns) each.tokenExpiresAt = 0;
  }

  async #fromCode(body: Body): Promise<Grant> {
    const grant = this.#taken(String(body.code));
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(String(body.codeVerifier)),
    );
    const challenge = new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
    if (
      !/^[\w.~-]{43,128}$/.test(String(body.codeVerifier)) || grant.challenge !== challenge ||
      grant.redirectUri !== body.redirectUri
    ) throw invalidGrant();
    return grant;
  }

  #fromDevice(body: Body): Grant {
    const code = String(body.deviceCode);
    const grant = this.#grants.get(code);
    if (grant === undefined || grant.expiresAt < this.now()) {
      throw new SsoError("ExpiredTokenException", 400, "expired_token", "Device code expired");
    }
    if (!this.approves) {
      throw new SsoError("AccessDeniedException", 400, "access_denied", "User denied");
    }
    if (!grant.approved) {
      const before = this.#lastPoll.get(code) ?? -Infinity;
      this.#lastPoll.set(code, this.now());
      const isEarly = this.now() - before < this.interval * 900;
      throw isEarly
        ? new SsoError("SlowDownException", 400, "slow_down", "Slow down")
        : new SsoError("AuthorizationPendingException", 400, "authorization_pending", "Pending");
    }
    return this.#taken(code);
  }

  #taken(code: string): Grant {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined || grant.expiresAt < this.now()) throw invalidGrant();
    return grant;
  }

  #issue(body: Body, grant: Grant): Body {
    const client = this.clients.authenticate(body);
    if (grant.clientId !== body.clientId) throw invalidGrant();
    if (!client.grantTypes.includes(String(body.grantType))) throw unauthorizedClient();
    const refreshes = grant.scopes.length > 0 && client.grantTypes.includes("refresh_token");
    const signIn: SignIn = {
      clientId: grant.clientId,
      scopes: grant.scopes,
      accessToken: random("access-"),
      refreshToken: refreshes ? random("refresh-") : null,
      tokenExpiresAt: this.now() + this.tokenSeconds * 1000,
      ended: false,
    };
    this.#signIns.push(signIn);
    return this.#tokens(signIn);
  }

  #refresh(body: Body): Body {
    this.clients.authenticate(body);
    const found = this.#signIns.find((each) =>
      each.refreshToken !== null && each.refreshToken === body.refreshToken
    );
    if (found === undefined || found.ended || found.clientId !== body.clientId) {
      throw invalidGrant("Invalid refresh token provided");
    }
    found.accessToken = random("access-");
    found.refreshToken = random("refresh-");
    found.tokenExpiresAt = this.now() + this.tokenSeconds * 1000;
    return this.#tokens(found);
  }

  #tokens({ accessToken, refreshToken, tokenExpiresAt }: SignIn): Body {
    return {
      accessToken,
      tokenType: "Bearer",
      expiresIn: Math.round((tokenExpiresAt - this.now()) / 1000),
      ...(refreshToken !== null && { refreshToken }),
    };
  }

  #grant(
    { clientId }: Body,
    scopes: readonly string[],
    challenge: string | null,
    redirectUri: string | null,
  ): Grant {
    const expiresAt = this.now() + CODE_LIFE;
    return {
      clientId: String(clientId),
      scopes,
      challenge,
      redirectUri,
      expiresAt,
      approved: false,
    };
  }
}
