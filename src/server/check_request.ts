import type { RequestHead } from "./parse_request.ts";

/** Why a request is not answered: the status of the response and its body. */
interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  /** A name for programs. */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
}

/** The only path of the server. */
export const PATH = "/credentials";

/** Headers that browsers send and SDKs do not. A web page can make a browser call loopback. */
const BROWSER_HEADERS = ["origin", "referer", "cookie", "sec-fetch-site", "sec-fetch-mode"];

/**
 * Returns why a request is refused; null if it may have the credentials. A page that rebinds its host name to loopback
 * sends that name as `Host`, so anything but loopback is refused, even with the token.
 */
export function refusal(
  { method, target, headers }: RequestHead,
  { token, port }: { readonly token: string; readonly port: number },
): Refusal | null {
  const hosts = headers.get("host") ?? [];
  const isLoopback = (host: string) =>
    [`127.0.0.1:${port}`, `localhost:${port}`].includes(host.toLowerCase());
  if (hosts.length !== 1 || !isLoopback(hosts[0]!)) {
    return forbidden("the request names another host");
  }
  if (BROWSER_HEADERS.some((name) => headers.has(name))) {
    return forbidden("the request comes from a browser");
  }
  if (!isSame((headers.get("authorization") ?? []).join(), token)) {
    return { status: 401, code: "Unauthorized", message: "the token is missing or wrong" };
  }
  if (target !== PATH) {
    return { status: 404, code: "NotFound", message: `the credentials are at ${PATH}` };
  }
  return method === "GET"
    ? null
    : { status: 405, code: "MethodNotAllowed", message: "only GET is allowed" };
}

function forbidden(message: string): Refusal {
  return { status: 403, code: "Forbidden", message };
}

/** Compares in a time that depends on the length of `given` only, so that the time reveals nothing about `expected`. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => new TextEncoder().encode(text));
  let difference = a!.length ^ b!.length;
  for (let at = 0; at < a!.length; at++) difference |= a![at]! ^ b![at % b!.length]!;
  return difference === 0;
}
