import { type Body, known } from "./oidc_clients.ts";
import { OidcRules } from "./oidc_rules.ts";
import { PortalRules } from "./portal_rules.ts";
import { invalidRequest, SsoError } from "./sso_error.ts";

/** A request that the fake IAM Identity Center received. */
export interface SsoCall {
  /** The operation, e.g. `CreateToken`; `Authorize` for the page that the browser opens. */
  readonly action: string;
  /** `POST /token`. */
  readonly line: string;
  /** The query parameters. */
  readonly query: Readonly<Record<string, string>>;
  /** Headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body; empty if there is none. */
  readonly body: Body;
  /** The error in the response; null if there is none. */
  refused: string | null;
}

/** A response that the service would not send to a right request, or sends only in a state that is hard to reach. */
export type SsoBehaviour =
  | {
    readonly kind: "error";
    readonly name: string;
    readonly status: number;
    readonly message: string;
  }
  /** An HTML page with status 200, as from a captive portal or a proxy. */
  | { readonly kind: "html" }
  /** The right response without these members. */
  | { readonly kind: "missing"; readonly members: readonly string[] }
  /** No response until the fake stops. */
  | { readonly kind: "hang" };

const ACTIONS: Readonly<Record<string, string>> = {
  "POST /client/register": "RegisterClient",
  "POST /device_authorization": "StartDeviceAuthorization",
  "POST /token": "CreateToken",
  "GET /authorize": "Authorize",
  "GET /device": "ApproveDevice",
  "GET /federation/credentials": "GetRoleCredentials",
  "GET /assignment/accounts": "ListAccounts",
  "GET /assignment/roles": "ListAccountRoles",
  "POST /logout": "Logout",
};

/**
 * A fake IAM Identity Center on loopback: its OIDC service, its portal, and the page that a browser opens. It checks each
 * request, and misbehaves on demand. What it takes is what botocore and the AWS CLI send (`peers_test.ts`).
 */
export class FakeSso implements AsyncDisposable {
  /** The clients, codes and tokens. */
  readonly oidc: OidcRules = new OidcRules();
  /** The accounts, roles and credentials. */
  readonly portal: PortalRules = new PortalRules(this.oidc);
  readonly #calls: SsoCall[] = [];
  readonly #planned: { action: string; behaviour: SsoBehaviour; left: number }[] = [];
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor() {
    const { signal } = this.#end;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal },
      (request) => this.#serve(request),
    );
  }

  /** Starts a fake on a free port of 127.0.0.1. */
  static start(): FakeSso {
    return new FakeSso();
  }

  /** Its address, without a trailing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The variables that lead the AWS CLI, SDKs and opaws to it. */
  get variables(): Record<string, string> {
    return { AWS_ENDPOINT_URL_SSO: this.url, AWS_ENDPOINT_URL_SSO_OIDC: this.url };
  }

  /** All requests that it received, in order. */
  get calls(): readonly SsoCall[] {
    return this.#calls;
  }

  /** Returns how often `action` was called. */
  count(action: string): number {
    return this.#calls.filter((call) => call.action === action).length;
  }

  /** Plans `behaviour` for the next `times` calls of `action`, or for all. */
  plan(action: string, behaviour: SsoBehaviour, times = Infinity): void {
    this.#planned.push({ action, behaviour, left: times });
  }

  /** Drops all plans. */
  behave(): void {
    this.#planned.length = 0;
  }

  /** Stops, even if a client still waits for a response. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const line = `${request.method} ${pathname}`;
    const text = await request.text();
    const call: SsoCall = {
      action: ACTIONS[line] ?? "",
      line,
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(request.headers),
      body: text === "" ? {} : JSON.parse(text),
      refused: null,
    };
    this.#calls.push(call);
    const date = new Date(this.oidc.now()).toUTCString();
    const headers = { "content-type": "application/json", date };
    try {
      const planned = this.#planned.find(({ action, left }) => action === call.action && left > 0);
      if (planned !== undefined) planned.left--;
      return await this.#behaved(call, searchParams, planned?.behaviour, headers);
    } catch (error) {
      if (!(error instanceof SsoError)) throw error;
      call.refused = error.name;
      return error.response(headers);
    }
  }

  async #behaved(
    call: SsoCall,
    query: URLSearchParams,
    behaviour: SsoBehaviour | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const html = { ...headers, "content-type": "text/html" };
    const isPortal = call.line.includes("/federation/") || call.line.includes("/assignment/");
    switch (behaviour?.kind) {
      case "error": {
        const { name, status, message } = behaviour;
        throw new SsoError(name, status, isPortal ? null : name, message);
      }
      case "html":
        return new Response("<!DOCTYPE html><h1>Please log in</h1>", { headers: html });
      case "hang":
        await new Promise<void>((done) => this.#end.signal.addEventListener("abort", () => done()));
        return new Response("", { status: 503 });
    }
    if (call.action === "Authorize") {
      const location = this.oidc.authorize(query);
      return new Response("", { status: 302, headers: { ...html, location } });
    }
    if (call.action === "ApproveDevice") {
      const approved = this.oidc.approveDevice(call.query.user_code ?? "");
      return new Response(approved ? "approved" : "not approved", { headers: html });
    }
    const full = await this.#result(call);
    const missing = behaviour?.kind === "missing" ? behaviour.members : [];
    const kept = Object.entries(full).filter(([name]) => !missing.includes(name));
    return new Response(JSON.stringify(Object.fromEntries(kept)), { headers });
  }

  async #result(call: SsoCall): Promise<Body> {
    if (call.headers.authorization !== undefined) throw invalidRequest("it is signed");
    if (call.line.startsWith("POST") && call.action !== "Logout") {
      if (call.headers["content-type"] !== "application/json") throw invalidRequest("not JSON");
    }
    switch (call.action) {
      case "RegisterClient":
        return this.oidc.clients.register(call.body);
      case "StartDeviceAuthorization":
        return this.oidc.startDevice(call.body, this.url);
      case "CreateToken":
        return await this.oidc.token(call.body);
      case "GetRoleCredentials":
        known(call.query, ["role_name", "account_id"], []);
        return this.portal.credentials(call.headers, call.query);
      case "ListAccounts":
        known(call.query, [], ["next_token", "max_result"]);
        return this.portal.accounts(call.headers, call.query);
      case "ListAccountRoles":
        known(call.query, ["account_id"], ["next_token", "max_result"]);
        return this.portal.roles(call.headers, call.query);
      case "Logout":
        return this.portal.logout(call.headers);
    }
    throw new SsoError("UnknownOperationException", 404, null, "unknown operation");
  }
}
