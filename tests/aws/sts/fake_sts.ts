import { DroppingListener } from "./dropping_listener.ts";
import { type Authorization, parseAuthorization, type RawRequest } from "./sigv4.ts";
import { errorXml, type KnownKey, responseXml, StsError, USER_ARN } from "./sts_responses.ts";
import { StsRules, type Trust } from "./sts_rules.ts";

/** A request that the fake STS received. */
export interface StsCall {
  /** The operation, e.g. `AssumeRole`. */
  readonly action: string;
  /** All parameters of the request, including `Action` and `Version`. */
  readonly params: Readonly<Record<string, string>>;
  /** The access key id that signed it; empty if it is unsigned. */
  readonly accessKeyId: string;
  /** `X-Amz-Security-Token`. */
  readonly sessionToken: string | null;
  /** The region of the credential scope; empty if it is unsigned. */
  readonly region: string;
  /** Headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The code of the error in the response; null if there is none. */
  refused: string | null;
}

/** A response that STS would not send. The signature is still checked first. */
export type Behaviour =
  | {
    readonly kind: "error";
    readonly code: string;
    readonly status: number;
    readonly message: string;
  }
  /** An HTML page, status 200 by default, as from a captive portal. */
  | { readonly kind: "html"; readonly status?: number }
  /** Status 200 and no body. */
  | { readonly kind: "empty" }
  /** The correct response with 10 MB of comment in it. */
  | { readonly kind: "huge" }
  /** The correct response, `milliseconds` later. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** No response until the fake STS stops. */
  | { readonly kind: "hang" }
  /** A redirect to `location`, status 307 by default. */
  | { readonly kind: "redirect"; readonly location: string; readonly status?: number }
  /** The connection is closed without a byte. */
  | { readonly kind: "drop" }
  /** Half of the correct response, then the connection is closed. */
  | { readonly kind: "truncated" }
  /** The correct response with this `Expiration`. */
  | { readonly kind: "expiration"; readonly expiration: string }
  /** The correct response without these elements, e.g. `SessionToken`, `Credentials`, `Account`. */
  | { readonly kind: "missing"; readonly elements: readonly string[] };

/** The options of {@linkcode FakeSts.start}. */
export interface StsOptions {
  /** How far its clock is ahead of this machine's; milliseconds. */
  readonly skew?: number;
}

interface Planned {
  readonly action: string;
  readonly behaviour: Behaviour;
  left: number;
}

const HUGE = 10 * 1024 * 1024; // bytes

/**
 * A fake STS (and ListAccessKeys of IAM) on loopback. Unlike a stub, it verifies Signature Version 4 of each request,
 * counts the calls, and misbehaves on demand.
 */
export class FakeSts implements AsyncDisposable {
  readonly #rules = new StsRules();
  readonly #calls: StsCall[] = [];
  readonly #planned: Planned[] = [];
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #listener: DroppingListener;

  private constructor(options: StsOptions) {
    this.#rules.skew = options.skew ?? 0;
    this.know("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: this.#end.signal },
      (request, { remoteAddr }) => this.#serve(request, remoteAddr.port),
    );
    this.#listener = new DroppingListener(this.#server.addr.port);
  }

  /** Starts a fake STS on a free port of 127.0.0.1. */
  static start(options: StsOptions = {}): FakeSts {
    return new FakeSts(options);
  }

  /** Its address, without a trailing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  /** The access keys that it accepts; temporary ones are added as they are issued. */
  get keys(): Map<string, KnownKey> {
    return this.#rules.keys;
  }

  /** How far its clock is ahead of this machine's; milliseconds. */
  get skew(): number {
    return this.#rules.skew;
  }

  /** Sets its clock. */
  set skew(milliseconds: number) {
    this.#rules.skew = milliseconds;
  }

  /** The source ports of the connections that brought requests. */
  readonly ports = new Set<number>();

  /** All requests that it received, in order. */
  get calls(): readonly StsCall[] {
    return this.#calls;
  }

  /** Returns how often `action` was called. */
  count(action: string): number {
    return this.#calls.filter((call) => call.action === action).length;
  }

  /** Adds a long-lived access key. */
  know(accessKeyId: string, secret: string, arn: string = USER_ARN): void {
    const endless = { sessionToken: null, from: null, mfa: false, expiresAt: Infinity };
    this.keys.set(accessKeyId, { secret, arn, ...endless });
  }

  /** Plans `behaviour` for the next `times` calls of `action`, or for all, after what was planned before. */
  plan(action: string, behaviour: Behaviour, times = Infinity): void {
    this.#planned.push({ action, behaviour, left: times });
  }

  /** Drops all plans and responds as STS does again. */
  behave(): void {
    this.#planned.length = 0;
  }

  /** Adds an MFA device. A code that it accepts is accepted once. */
  mfa(serial: string, isRight: (code: string) => boolean): void {
    this.#rules.devices.set(serial, isRight);
  }

  /** Gives a role a trust policy; anyone may assume a role without one. */
  trust(roleArn: string, trust: Trust): void {
    this.#rules.trusts.set(roleArn, trust);
  }

  /** Stops, even if a client still waits for a response. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#listener[Symbol.asyncDispose]();
    await this.#server.finished;
  }

  async #serve(request: Request, port: number): Promise<Response> {
    this.ports.add(port);
    const { pathname, search } = new URL(request.url);
    const raw: RawRequest = {
      method: request.method,
      target: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const authorization = parseAuthorization(raw.headers.authorization);
    const call = callOf(raw, authorization);
    this.#calls.push(call);
    const id = crypto.randomUUID();
    try {
      const key = await this.#rules.signer(raw, authorization, call.action);
      const planned = this.#planned.find(({ action, left }) => action === call.action && left > 0);
      if (planned) planned.left--;
      return await this.#behaved(call, key, planned?.behaviour, id, port);
    } catch (error) {
      if (!(error instanceof StsError)) throw error;
      call.refused = error.code;
      return this.#response(errorXml(error, id), error.status);
    }
  }

  async #behaved(
    call: StsCall,
    key: KnownKey,
    behaviour: Behaviour | undefined,
    id: string,
    port: number,
  ): Promise<Response> {
    switch (behaviour?.kind) {
      case "error":
        throw new StsError(behaviour.code, behaviour.status, behaviour.message);
      case "html":
        return this.#response(
          "<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>",
          behaviour.status ?? 200,
          { "content-type": "text/html" },
        );
      case "empty":
        return this.#response("", 200);
      case "redirect":
        return this.#response("", behaviour.status ?? 307, { location: behaviour.location });
      case "drop":
        this.#listener.drop(port);
        return this.#response("", 200);
      case "hang":
        await this.#wait(null);
        return this.#response("", 503);
      case "slow":
        await this.#wait(behaviour.milliseconds);
    }
    const missing = behaviour?.kind === "missing" ? behaviour.elements : [];
    const expiration = behaviour?.kind === "expiration" ? behaviour.expiration : null;
    const result = this.#rules.result(call.action, call.params, key, { missing, expiration });
    const xml = responseXml(call.action, result, id);
    if (behaviour?.kind === "huge") {
      return this.#response(xml.replace("\n", `<!--${"x".repeat(HUGE)}-->\n`), 200);
    }
    if (behaviour?.kind !== "truncated") return this.#response(xml, 200);
    this.#listener.dropAfterBytes(port);
    return this.#response(this.#endless(xml.slice(0, xml.length / 2)), 200);
  }

  #response(
    body: BodyInit,
    status: number,
    headers: Readonly<Record<string, string>> = {},
  ): Response {
    const date = new Date(this.#rules.now()).toUTCString();
    return new Response(body, {
      status,
      headers: { "content-type": "text/xml", date, ...headers },
    });
  }

  /** Streams `text`, and then nothing until the fake STS stops. */
  #endless(text: string): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      pull: async (controller) => {
        await this.#wait(null);
        controller.close();
      },
    });
  }

  /** Waits until the fake STS stops, but at most `milliseconds`. */
  #wait(milliseconds: number | null): Promise<void> {
    const { signal } = this.#end;
    return new Promise((done) => {
      if (signal.aborted) return done();
      const timer = milliseconds === null ? undefined : setTimeout(done, milliseconds);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        done();
      }, { once: true });
    });
  }
}

function callOf({ method, target, headers, body }: RawRequest, who: Authorization | null): StsCall {
  const text = method === "GET" ? target.split(/\?(.*)/s)[1] : new TextDecoder().decode(body);
  const params = Object.fromEntries(new URLSearchParams(text));
  return {
    action: params.Action ?? "",
    params,
    accessKeyId: who?.accessKeyId ?? "",
    sessionToken: headers["x-amz-security-token"] ?? null,
    region: who?.scope[1] ?? "",
    headers,
    refused: null,
  };
}
