import { withoutVariables } from "../exec/own_variables.ts";
import { readLimited } from "../fs/read_limited.ts";
import { isLoopback } from "./endpoint.ts";

/** A request of the AWS SDK (`HttpRequest` of `@smithy/types`): the parts that opaws uses. */
interface SdkRequest {
  /** `https:` or `http:`. */
  readonly protocol: string;
  /** The host. */
  readonly hostname: string;
  /** The port, unless it is the protocol's default. */
  readonly port?: number;
  /** The path. */
  readonly path: string;
  /** The query parameters, by name. */
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  /** The method. */
  readonly method: string;
  /** The headers, including the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** A response for the AWS SDK (`HttpResponse` of `@smithy/types`). */
export interface SdkResponse {
  /** The status. */
  readonly statusCode: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Thrown if there is no response that the SDK could use. The message is for people. */
export class NoResponse extends Error {
  /** `TimeoutError`, after which the SDK tries again, or `NoResponse`. */
  override readonly name: string;

  /** `retry` says whether another attempt may succeed. */
  constructor(message: string, retry: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = retry ? "TimeoutError" : "NoResponse";
  }
}

/** Sends the requests of an AWS SDK client. */
export interface RequestHandler {
  /** Sends a request and reads the whole response. Throws {@linkcode NoResponse}. */
  handle(request: SdkRequest): Promise<{ readonly response: SdkResponse }>;
  /** Does nothing: the handler has no configuration. */
  updateHttpClientConfig(): void;
  /** Returns an empty configuration. */
  httpHandlerConfigs(): Record<string, never>;
}

/** The largest response; those of STS and IAM have a few thousand bytes. */
const MAX_BYTES = 1_048_576;
const PROXIES = [
  "http_proxy",
  "HTTP_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
];

/**
 * Returns a handler that sends with `fetch`. It follows no redirect, which would take the signature elsewhere, and
 * refuses responses over 1 MiB. `signal` aborts all attempts. `caBundle` contains additional certificates to trust, in
 * PEM. Like botocore it uses a proxy from the environment, but never for loopback: plain HTTP must not leave this
 * machine. `onDate` gets the `Date` of each response, in epoch milliseconds.
 */
export function requestHandler(options: {
  readonly signal: AbortSignal;
  readonly caBundle: string | null;
  readonly onDate: (date: number) => void;
}): RequestHandler {
  return {
    async handle(request) {
      using client = httpClient(request.hostname, options.caBundle);
      const { headers, method, body } = request;
      const { host: _, ...sent } = headers;
      checkHeaders(sent);
      try {
        const response = await fetch(urlOf(request), {
          method,
          headers: sent,
          redirect: "manual",
          signal: options.signal,
          client,
          ...(body === undefined ? {} : { body }),
        });
        const date = Date.parse(response.headers.get("date") ?? "");
        if (!Number.isNaN(date)) options.onDate(date);
        if (response.status >= 300 && response.status < 400) {
          await response.body?.cancel();
          throw new NoResponse("opaws does not follow its redirect", false);
        }
        return {
          response: {
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            body: await readBody(response),
          },
        };
      } catch (error) {
        throw options.signal.aborted ? options.signal.reason : asNoResponse(error);
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** Throws {@linkcode NoResponse} if a header cannot be sent. The error of `fetch` would quote it, and it may be secret. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // deno-lint-ignore no-control-regex
    if (/[\0\r\n]|[^\x00-\xff]/.test(value.trim())) {
      throw new NoResponse(`header ${name} has a character that no header can have`, false);
    }
  }
}

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const bytes = await readLimited(body, MAX_BYTES);
  if (bytes === null) throw new NoResponse("its response is larger than 1 MiB", false);
  return bytes;
}

function urlOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each ?? ""] as [string, string])
  );
  const search = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
  return `${protocol}//${hostname}${port ? `:${port}` : ""}${path}${search}`;
}

/** Makes a client; Deno reads the proxies from the environment at that moment. */
function httpClient(hostname: string, caBundle: string | null): Deno.HttpClient {
  const make = () => Deno.createHttpClient(caBundle === null ? {} : { caCerts: [caBundle] });
  if (!isLoopback(hostname)) return make();
  return withoutVariables(PROXIES, make);
}

/** Returns the cause of `error` for a message, without the URL. */
function asNoResponse(error: unknown): Error {
  if (error instanceof NoResponse) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const short = text.split(": ").slice(-2).join(": ").replace(/ \(os error \d+\)/, "");
  const lower = short.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return new NoResponse(lower, true, error);
}
