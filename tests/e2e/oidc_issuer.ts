/**
 * On loopback, a GitHub Actions runner that issues tokens, and an STS that accepts them. The STS supports only
 * AssumeRoleWithWebIdentity. It verifies the token's signature, audience and time, and that the request is not signed.
 */
export class OidcIssuer implements AsyncDisposable {
  /** The bearer token that the runner accepts. */
  readonly bearer = `runner.${crypto.randomUUID()}`;
  /** Every issued token. */
  readonly issued: string[] = [];
  /** The parameters of every STS call, including `Action`. */
  readonly calls: Record<string, string>[] = [];
  /** The next responses of the runner, in order, in place of a token. */
  readonly planned: Response[] = [];
  /** The message with which STS refuses every call. Null if it checks the token. */
  refusal: string | null = null;
  readonly #pair: CryptoKeyPair;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(pair: CryptoKeyPair) {
    this.#pair = pair;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) =>
        new URL(request.url).pathname === "/token" ? this.#issue(request) : this.#sts(request),
    );
  }

  /** Starts an issuer on a free port. */
  static async start(): Promise<OidcIssuer> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    return new OidcIssuer(await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]));
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The environment of a step with the permission `id-token: write`, and the STS endpoint. */
  get environment(): Record<string, string> {
    return {
      GITHUB_ACTIONS: "true",
      GITHUB_RUN_ID: "4711",
      CI: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.bearer,
      AWS_ENDPOINT_URL_STS: this.url,
    };
  }

  /** Issues a signed token for `audience`. */
  async token(audience: string): Promise<string> {
    const part = (value: unknown): string =>
      base64url(new TextEncoder().encode(JSON.stringify(value)));
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.url, sub: "repo:acme/app:ref:refs/heads/main", aud: audience };
    const body = `${part({ alg: "ES256", typ: "JWT" })}.${
      part({ ...claims, iat: now, exp: now + 300 })
    }`;
    const signature = await crypto.subtle.sign(
      SHA,
      this.#pair.privateKey,
      new TextEncoder().encode(body),
    );
    const token = `${body}.${base64url(new Uint8Array(signature))}`;
    this.issued.push(token);
    return token;
  }

  /** Stops the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #issue(request: Request): Promise<Response> {
    const planned = this.planned.shift();
    if (planned) return planned;
    if (request.headers.get("authorization") !== `bearer ${this.bearer}`) {
      return new Response("{}", { status: 401 });
    }
    const { searchParams } = new URL(request.url);
    if (searchParams.get("api-version") !== "2.0") return new Response("{}", { status: 400 });
    return Response.json({ value: await this.token(searchParams.get("audience") ?? "") });
  }

  async #sts(request: Request): Promise<Response> {
    const params = Object.fromEntries(new URLSearchParams(await request.text()));
    this.calls.push(params);
    const refused = request.headers.has("authorization")
      ? "the request is signed"
      : this.refusal ?? await this.#findProblem(params);
    if (refused !== null) {
      return xml(
        400,
        `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>${refused}</Message></Error></ErrorResponse>`,
      );
    }
    const expiration = new Date(Date.now() + Number(params.DurationSeconds ?? 3600) * 1000);
    return xml(
      200,
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>web/IDENTITY+secretEXAMPLEKEY</SecretAccessKey><SessionToken>webIdentitySession//EXAMPLETOKEN==</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  }

  async #findProblem(params: Record<string, string>): Promise<string | null> {
    if (params.Action !== "AssumeRoleWithWebIdentity") return "unsupported action";
    const [head, claims, signature] = (params.WebIdentityToken ?? "").split(".");
    const valid = await crypto.subtle.verify(
      SHA,
      this.#pair.publicKey,
      Uint8Array.fromBase64(signature ?? "", { alphabet: "base64url" }),
      new TextEncoder().encode(`${head}.${claims}`),
    );
    if (!valid) return "invalid signature";
    const payload = JSON.parse(
      new TextDecoder().decode(Uint8Array.fromBase64(claims!, { alphabet: "base64url" })),
    );
    if (payload.aud !== "sts.amazonaws.com") return `Incorrect token audience ${payload.aud}`;
    if (payload.exp * 1000 < Date.now()) return "expired token";
    return null;
  }
}

const SHA = { name: "ECDSA", hash: "SHA-256" };

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function xml(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/xml" } });
}
