import { parseResponse, type SdkResponse } from "./http_response.ts";

/** A request as it is sent. */
export interface SentRequest {
  /** The address. */
  readonly url: URL;
  /** The method. */
  readonly method: string;
  /** The headers, without those about the connection and the length. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/**
 * Sends `request` on a connection of its own and returns the response. It speaks HTTP/1.1 itself (RFC 9112), because
 * `fetch` costs three quarters of an empty Deno program when it is first used. `caBundle` contains additional certificates
 * to trust, in PEM. `signal` closes the connection.
 *
 * @throws NoResponse as {@linkcode parseResponse}; an error of the system if the connection fails.
 */
export async function exchange(
  request: SentRequest,
  caBundle: string | null,
  signal: AbortSignal,
): Promise<SdkResponse> {
  const connection = await connect(request.url, caBundle);
  const close = () => {
    try {
      connection.close();
    } catch {
      // It is closed.
    }
  };
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    await sendAll(connection, bytesOf(request));
    return await receive(connection);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function connect(url: URL, caBundle: string | null): Promise<Deno.Conn> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "http:") {
    return await Deno.connect({ hostname, port: Number(url.port || 80) });
  }
  const caCerts = caBundle === null ? [] : [caBundle];
  return await Deno.connectTls({ hostname, port: Number(url.port || 443), caCerts });
}

function bytesOf({ url, method, headers, body = "" }: SentRequest): Uint8Array<ArrayBuffer> {
  const content = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value.trim()}`),
    `content-length: ${content.length}`,
    "connection: close",
  ];
  const head = lines.map((line) => `${line}\r\n`).join("") + "\r\n";
  const bytes = new Uint8Array(head.length + content.length);
  for (let at = 0; at < head.length; at++) bytes[at] = head.charCodeAt(at); // Latin-1
  bytes.set(content, head.length);
  return bytes;
}

async function sendAll(connection: Deno.Conn, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

async function receive(connection: Deno.Conn): Promise<SdkResponse> {
  let received = new Uint8Array(16_384);
  for (let length = 0;;) {
    if (length === received.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(received);
      received = larger;
    }
    const count = await connection.read(received.subarray(length));
    length += count ?? 0;
    const response = parseResponse(received.subarray(0, length), count === null);
    if (response !== null) return response;
  }
}
