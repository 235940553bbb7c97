import { DroppingListener } from "../sts/dropping_listener.ts";
import { parseAuthorization, type RawRequest, wrongSignature } from "../sts/sigv4.ts";

/** A request that the fake S3 received. */
export interface S3Call {
  /** The method and the path with its query, without the bucket. */
  readonly line: string;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What the fake S3 does with a request instead of responding as S3 does: `lose` carries it out and closes the connection
 * without a response, `drop` closes the connection before.
 */
export type Trick =
  | "lose"
  | "drop"
  | { readonly status: number; readonly code?: string; readonly headers?: Record<string, string> }
  | ((response: Response) => Response | Promise<Response>);

/** The access key that the fake S3 accepts. */
export const S3_KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
/** Its bucket. */
export const S3_BUCKET = "team-vaults";

/**
 * A fake S3 with one bucket on loopback. It verifies the signature of each request, obeys conditions as S3 does, records
 * the requests, and plays tricks on demand.
 */
export class FakeS3 implements AsyncDisposable {
  /** The objects by key. */
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>();
  /** All requests, in order. */
  readonly calls: S3Call[] = [];
  /** Returns what to do with a request instead of the usual; null for that. */
  trick: (line: string) => Trick | null = () => null;
  /** The region that requests must be signed for. */
  region = "eu-west-1";
  /** How far its clock is ahead of this machine's; milliseconds. */
  skew = 0;
  readonly #end = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #listener: DroppingListener;

  /** Starts on a free port of 127.0.0.1. */
  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: this.#end.signal },
      (request, { remoteAddr }) => this.#serve(request, remoteAddr.port),
    );
    this.#listener = new DroppingListener(this.#server.addr.port);
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  /** The lines of all requests, and forgets them. */
  takeLines(): string[] {
    return this.calls.splice(0).map(({ line }) => line);
  }

  /** Stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#listener[Symbol.asyncDispose]();
    await this.#server.finished;
  }

  async #serve(request: Request, port: number): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    const raw: RawRequest = {
      method: request.method,
      target: decodeURIComponent(pathname) + search,
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const path = decodeURIComponent(pathname).replace(`/${S3_BUCKET}/`, "/");
    const line = `${raw.method} ${path}${search}`;
    this.calls.push({ line, headers: raw.headers });
    const trick = this.trick(line);
    if (trick === "drop") {
      this.#listener.drop(port);
      return new Response();
    }
    if (typeof trick === "object" && trick !== null) {
      return this.#error(trick.status, trick.code ?? "", trick.headers);
    }
    const response = await this.#refusal(raw) ??
      await this.#respond(raw, path.slice(1), searchParams);
    if (trick === "lose") {
      this.#listener.drop(port);
      return new Response();
    }
    return trick === null ? response : await trick(response);
  }

  async #refusal(request: RawRequest): Promise<Response | null> {
    const authorization = parseAuthorization(request.headers.authorization);
    if (authorization === null) return this.#error(403, "AccessDenied");
    const [, region, service] = authorization.scope;
    if (region !== this.region || service !== "s3") {
      return this.#error(400, "AuthorizationHeaderMalformed");
    }
    if (request.headers["x-amz-content-sha256"] === undefined) return this.#error(400, "NoHash");
    const time = request.headers["x-amz-date"]!.replace(
      /^(....)(..)(..)T(..)(..)(..)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    if (Math.abs(Date.parse(time) - this.#now()) > 15 * 60_000) {
      return this.#error(403, "RequestTimeTooSkewed");
    }
    const wrong = await wrongSignature(request, authorization, S3_KEY.secret);
    return wrong === null ? null : this.#error(403, "SignatureDoesNotMatch");
  }

  async #respond(
    { method, headers, body }: RawRequest,
    key: string,
    query: URLSearchParams,
  ): Promise<Response> {
    if (key === "") return this.#listing(query);
    const there = this.objects.get(key);
    const tag = there === undefined ? null : await etagOf(there);
    if (method === "GET") {
      if (there === undefined) return this.#error(404, "NoSuchKey");
      if (headers["if-none-match"] === tag) return this.#response(null, 304);
      return this.#response(there, 200, { etag: tag! });
    }
    if (method === "DELETE") {
      this.objects.delete(key);
      return this.#response(null, 204);
    }
    if (headers["if-none-match"] === "*" && tag !== null) {
      return this.#error(412, "PreconditionFailed");
    }
    if (headers["if-match"] !== undefined && headers["if-match"] !== tag) {
      return tag === null ? this.#error(404, "NoSuchKey") : this.#error(412, "PreconditionFailed");
    }
    this.objects.set(key, body);
    return this.#response(null, 200, { etag: await etagOf(body) });
  }

  #listing(query: URLSearchParams): Response {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
    const limit = Math.min(Number(query.get("max-keys") ?? 1000), 1000);
    const keys = [...this.objects.keys()].sort().filter((key) =>
      key.startsWith(prefix) && key > after
    );
    const page = keys.slice(0, limit);
    const isTruncated = page.length < keys.length;
    const contents = page.map((key) =>
      `<Contents><Key>${encodeURIComponent(key).replaceAll("%2F", "/")}</Key></Contents>`
    ).join("");
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    return this.#response(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${contents}${next}</ListBucketResult>`,
      200,
    );
  }

  #error(status: number, code: string, headers: Record<string, string> = {}): Response {
    const xml = code === "" ? "" : `<Error><Code>${code}</Code><Message>No.</Message></Error>`;
    return this.#response(status === 304 ? null : xml, status, headers);
  }

  #response(body: BodyInit | null, status: number, headers: Record<string, string> = {}): Response {
    return new Response(body, {
      status,
      headers: { date: new Date(this.#now()).toUTCString(), ...headers },
    });
  }

  #now(): number {
    return Date.now() + this.skew;
  }
}

async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `"${hash.slice(0, 16).toHex()}"`;
}
