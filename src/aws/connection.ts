import { usesProxy } from "./proxy.ts";

/** Connections that are open and wait for a request, by where they lead and the certificates that they trust. */
export type OpenConnections = Map<string, Promise<Deno.Conn>>;

/**
 * Begins to connect to where requests to `url` go, before the request is ready. A connection that fails counts when the request is sent.
 * Nothing is sent on it before that, except for TLS. Does
 * nothing if a proxy applies.
 */
export function connectEarly(url: URL, open: OpenConnections): void {
  const key = connectionKey(url, null);
  if (open.has(key) || usesProxy(url.hostname)) return;
  const connecting = connect(url, null);
  connecting.catch(() => {});
  open.set(key, connecting);
}

/** Returns the key in {@linkcode OpenConnections} of a connection to `url` that trusts `caBundle` too. */
export function connectionKey({ origin }: URL, caBundle: string | null): string {
  return `${origin} ${caBundle ?? ""}`;
}

/** Connects to `url`. `caBundle` contains additional certificates to trust, in PEM. Throws an error of the system. */
export async function connect(url: URL, caBundle: string | null): Promise<Deno.Conn> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "http:") {
    return await Deno.connect({ hostname, port: Number(url.port || 80) });
  }
  const caCerts = caBundle === null ? [] : [caBundle];
  return await Deno.connectTls({ hostname, port: Number(url.port || 443), caCerts });
}
