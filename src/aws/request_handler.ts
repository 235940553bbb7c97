import { withoutVariables } from "../exec/own_variables.ts";
import { readLimited } from "../fs/read_limited.ts";
import { isLoopback } from "./endpoint.ts";

/** What the AWS SDK hands over to be sent (`HttpRequest` of `@smithy/types`), as far as it is used here. */
export interface SdkRequest {
  /** `https:` or `http:`. */
  readonly protocol: string;
  /** The host. */
  readonly hostname: string;
  /** The port, unless the protocol's own. */
  readonly port?: number;
  /** The path. */
  readonly path: string;
  /** Its query, by name. */
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  /** The method. */
  readonly method: string;
  /** The headers, signature included. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** What the AWS SDK gets back (`HttpResponse` of `@smithy/types`). */
export interface SdkResponse {
  /** The status. */
  readonly statusCode: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Why no answer of AWS's came back; its message is for people. */
export class NoResponse extends Error {
  /** The SDK tries again what is called `TimeoutError`. */
  override readonly name: string;

  /** `again` says whether another attempt may go better. */
  constructor(message: string, again: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = again ? "TimeoutError" : "NoAnswer";
  }
}

/** Sends the requests of an AWS SDK client. */
export interface RequestHandler {
  /** Sends one request and reads its answer whole. Throws {@linkcode NoResponse}. */
  handle(request: SdkRequest): Promise<{ readonly response: SdkResponse }>;
  /** Configures nothing. */
  updateHttpClientConfig(): void;
  /** What is configured: nothing. */
  httpHandlerConfigs(): Record<string, never>;
}

/** Answers of STS and IAM have a few thousand bytes. */
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
 * Sends by `fetch`: no redirect is followed, for it would carry the signature elsewhere; an answer over 1 MiB is
 * refused; all attempts together end when `signal` says so. `caBundle` holds further certificates to trust (PEM).
 * A proxy of the environment is used, as botocore does, but never for loopback: that is plain HTTP, and stays here.
 * `sawDate` gets the `Date` of each answer; epoch milliseconds.
 */
export function requestHandler(options: {
  readonly signal: AbortSignal;
  readonly caBundle: string | null;
  readonly sawDate: (date: number) => void;
}): RequestHandler {
  return {
    async handle(request) {
      using client = httpClient(request.hostname, options.caBundle);
      const { headers, method, body } = request;
      const { host: _, ...sent } = headers;
      checkHeaders(sent);
      try {
        const answer = await fetch(urlOf(request), {
          method,
          headers: sent,
          redirect: "manual",
          signal: options.signal,
          client,
          ...(body === undefined ? {} : { body }),
        });
        const date = Date.parse(answer.headers.get("date") ?? "");
        if (!Number.isNaN(date)) options.sawDate(date);
        if (answer.status >= 300 && answer.status < 400) {
          await answer.body?.cancel();
          throw new NoResponse("it answers with a redirect, which is not followed", false);
        }
        return {
          response: {
            statusCode: answer.status,
            headers: Object.fromEntries(answer.headers),
            body: await readBody(answer),
          },
        };
      } catch (error) {
        throw options.signal.aborted ? options.signal.reason : asNoAnswer(error);
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** What cannot be sent is told here, for the error of `fetch` would quote it, and it may be a secret. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // deno-lint-ignore no-control-regex
    if (/[\0\r\n]|[^\x00-\xff]/.test(value.trim())) {
      throw new NoResponse(`the header ${name} has a sign that none may hold`, false);
    }
  }
}

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const bytes = await readLimited(body, MAX_BYTES);
  if (bytes === null) throw new NoResponse("its answer is longer than 1 MiB", false);
  return bytes;
}

function urlOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each ?? ""] as [string, string])
  );
  const search = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
  return `${protocol}//${hostname}${port ? `:${port}` : ""}${path}${search}`;
}

/** Deno takes the proxies from the environment when a client is made. */
function httpClient(hostname: string, caBundle: string | null): Deno.HttpClient {
  const make = () => Deno.createHttpClient(caBundle === null ? {} : { caCerts: [caBundle] });
  if (!isLoopback(hostname)) return make();
  return withoutVariables(PROXIES, make);
}

/** What went wrong underneath, without the URL, in words for a message. */
function asNoAnswer(error: unknown): Error {
  if (error instanceof NoResponse) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const short = text.split(": ").slice(-2).join(": ").replace(/ \(os error \d+\)/, "");
  const lower = short.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return new NoResponse(lower, true, error);
}
