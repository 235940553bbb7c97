import { MAX_BYTES, parseResponse, type SdkResponse } from "./http_response.ts";
import { connect, connectionKey, type OpenConnections } from "./connection.ts";

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
 * Sends `request` and returns the response, of at most `maxBytes`. With `open` it uses a connection of those, and leaves it
 * open there. It speaks HTTP/1.1 itself (RFC 9112), because `fetch` costs three quarters of an empty Deno program when it
 * is first used. `caBundle` contains additional certificates to trust, in PEM. `signal` closes the connection. `onProgress` is
 * called when bytes were sent or received.
 *
 * @throws NoResponse as {@linkcode parseResponse}; an error of the system if the connection fails.
 */
export async function exchange(
  request: SentRequest,
  caBundle: string | null,
  signal: AbortSignal,
  open: OpenConnections | null,
  maxBytes: number = MAX_BYTES,
  onProgress: () => void = () => {},
): Promise<SdkResponse> {
  const key = connectionKey(request.url, caBundle);
  const waiting = open?.get(key);
  open?.delete(key);
  const connection = await (waiting ?? connect(request.url, caBundle));
  let isOpen = false;
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
    await sendAll(connection, bytesOf(request, open === null), onProgress);
    const { response, isLast } = await receive(connection, maxBytes, onProgress);
    isOpen = open !== null && !isLast;
    return response;
  } finally {
    signal.removeEventListener("abort", close);
    if (isOpen) open!.set(key, Promise.resolve(connection));
    else close();
  }
}

function bytesOf(
  { url, method, headers, body = "" }: SentRequest,
  isLast: boolean,
): Uint8Array<ArrayBuffer> {
  const content = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value.trim()}`),
    `content-length: ${content.length}`,
    ...(isLast ? ["connection: close"] : []),
  ];
  const head = lines.map((line) => `${line}\r\n`).join("") + "\r\n";
  const bytes = new Uint8Array(head.length + content.length);
  for (let at = 0; at < head.length; at++) bytes[at] = head.charCodeAt(at); // Latin-1
  bytes.set(content, head.length);
  return bytes;
}

async function sendAll(
  connection: Deno.Conn,
  bytes: Uint8Array<ArrayBuffer>,
  onProgress: () => void,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
    onProgress();
  }
}

/** Returns the response, and whether it is the last one of the connection. */
async function receive(
  connection: Deno.Conn,
  maxBytes: number,
  onProgress: () => void,
): Promise<{ readonly response: SdkResponse; readonly isLast: boolean }> {
  let received = new Uint8Array(16_384);
  for (let length = 0;;) {
    if (length === received.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(received);
      received = larger;
    }
    const count = await connection.read(received.subarray(length));
    length += count ?? 0;
    onProgress();
    const response = parseResponse(received.subarray(0, length), count === null, maxBytes);
    if (response === null) continue;
    const isLast = response.size !== length || /close/i.test(response.headers.connection ?? "");
    return { response, isLast };
  }
}
