import { readVariable } from "../host.ts";

const PROXIES = [
  "http_proxy",
  "HTTP_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
];

/** Reports whether the environment has a proxy that may apply to `hostname`. */
export function usesProxy(hostname: string): boolean {
  return !isLoopback(hostname) && PROXIES.some((name) => readVariable(name));
}

/**
 * Reports whether `hostname`, as in a URL, is this machine: `localhost` or a numeric loopback address. Any other name
 * may resolve to another machine. Source: RFC 6761, RFC 1122.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
