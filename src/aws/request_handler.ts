import type { OpenConnections } from "./connection.ts";
import { exchange } from "./exchange.ts";
import { MAX_BYTES, type SdkResponse } from "./http_response.ts";
import { asNoResponse, NoResponse } from "./no_response.ts";
import { progressLimit } from "./progress_limit.ts";
import { usesProxy } from "./proxy.ts";

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

/** Sends the requests of an AWS SDK client. */
export interface RequestHandler {
  /** Sends a request and reads the whole response. Throws {@linkcode NoResponse}. */
  handle(request: SdkRequest): Promise<{ readonly response: SdkResponse }>;
  /** Does nothing: the handler has no configuration. */
  updateHttpClientConfig(): void;
  /** Returns an empty configuration. */
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * Returns a handler that sends requests. It follows no redirect, which would take the signature elsewhere: it throws, or
 * with `returnsRedirects` it returns the redirect. It refuses responses over `maxBytes`, 1 MiB by default. `signal` aborts all attempts. `caBundle` contains additional certificates to trust, in PEM. Like
 * botocore it uses a proxy from the environment, but never for loopback: plain HTTP must not leave this machine. `onDate`
 * gets the `Date` of each response, in epoch milliseconds. `idle` is how long a request may be without progress, in milliseconds;
 * with a proxy nothing is known about that. Connections stay open in `connections` for the next request.
 */
export function requestHandler({
  signal,
  caBundle,
  onDate,
  connections = null,
  maxBytes = MAX_BYTES,
  returnsRedirects = false,
  idle,
}: {
  readonly signal: AbortSignal;
  readonly caBundle: string | null;
  readonly onDate: (date: number) => void;
  readonly connections?: OpenConnections | null;
  readonly maxBytes?: number;
  readonly returnsRedirects?: boolean;
  readonly idle?: number | undefined;
}): RequestHandler {
  return {
    async handle({ headers, method, body, ...address }) {
      const { host: _, "content-length": _length, ...sent } = headers;
      checkHeaders(sent);
      const request = {
        url: urlOf(address),
        method,
        headers: sent,
        ...(body === undefined ? {} : { body }),
      };
      const isProxied = usesProxy(address.hostname);
      const limit = idle === undefined || isProxied ? null : progressLimit(idle);
      const either = limit === null ? signal : AbortSignal.any([signal, limit.signal]);
      try {
        const answer = isProxied
          ? (await import("./proxied_fetch.ts")).proxiedFetch(request, caBundle, signal, maxBytes)
          : exchange(request, caBundle, either, connections, maxBytes, limit?.note);
        answer.catch(() => {}); // a connection that is not made in time
        const response = await (limit === null ? answer : Promise.race([answer, limit.over]));
        const date = Date.parse(response.headers.date ?? "");
        if (!Number.isNaN(date)) onDate(date);
        if (!returnsRedirects && response.statusCode >= 300 && response.statusCode < 400) {
          throw new NoResponse("opaws does not follow its redirect", false);
        }
        return { response };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw asNoResponse(limit?.signal.aborted ? limit.signal.reason : error);
      } finally {
        limit?.stop();
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** Throws {@linkcode NoResponse} if a header cannot be sent. The error of the system would quote it, and it may be secret. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // deno-lint-ignore no-control-regex
    if (/[\0\r\n]|[^\x00-\xff]/.test(value.trim())) {
      throw new NoResponse(`header ${name} has a character that no header can have`, false);
    }
  }
}

function urlOf(
  { protocol, hostname, port, path, query }: Omit<SdkRequest, "method" | "headers" | "body">,
): URL {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each ?? ""] as [string, string])
  );
  const search = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
  return new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}${search}`);
}
