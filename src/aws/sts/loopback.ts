/**
 * Reports whether `hostname`, as a URL has it, is this machine: `localhost` or an address of loopback by its number. Any
 * other name may come to mean another machine. Source: RFC 6761, RFC 1122.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
