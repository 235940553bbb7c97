import { NoResponse } from "./no_response.ts";

/** A response for the AWS SDK (`HttpResponse` of `@smithy/types`). */
export interface SdkResponse {
  /** The status. */
  readonly statusCode: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A response as it was received. */
interface ReceivedResponse extends SdkResponse {
  /** How many bytes it has if it names its length, or else null. */
  readonly size: number | null;
}

/** The largest response by default; those of STS and IAM have a few thousand bytes. */
export const MAX_BYTES = 1_048_576;
const MAX_HEAD_BYTES = 65_536;
/** How many interim responses may precede the final one (RFC 9110, section 15.2). */
const MAX_INTERIM = 4;
const STATUS = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/;
const HEADER = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;
const CHUNK_SIZE = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/;
const [CR, LF] = [13, 10];

/**
 * Parses the response in `received`, the bytes that a connection has brought so far. `isEnd` says that it brings no more.
 * Returns null if the response is not complete. Source: RFC 9112.
 *
 * @throws NoResponse if it is malformed, cut off, or its body is larger than `maxBytes`.
 */
export function parseResponse(
  received: Uint8Array<ArrayBuffer>,
  isEnd: boolean,
  maxBytes: number = MAX_BYTES,
): ReceivedResponse | null {
  return parseFrom(received, 0, isEnd, MAX_INTERIM, maxBytes);
}

function parseFrom(
  received: Uint8Array<ArrayBuffer>,
  start: number,
  isEnd: boolean,
  interimLeft: number,
  maxBytes: number,
): ReceivedResponse | null {
  const head = readHead(received, start);
  if (head === null) {
    if (received.length - start > MAX_HEAD_BYTES) throw malformed();
    return unfinished(isEnd);
  }
  const { statusCode, headers } = head;
  const rest = received.subarray(head.end);
  if (statusCode < 200) {
    if (interimLeft === 0) throw malformed();
    return parseFrom(received, head.end, isEnd, interimLeft - 1, maxBytes);
  }
  const body = statusCode === 204 || statusCode === 304
    ? new Uint8Array()
    : readBody(headers, rest, isEnd, maxBytes);
  // Chunks have up to their own length in sizes and line ends.
  if (body === null && rest.length > 2 * maxBytes) throw tooLarge(maxBytes);
  if (body !== null && body.length > maxBytes) throw tooLarge(maxBytes);
  if (body === null) return unfinished(isEnd);
  const size = "content-length" in headers ? head.end + body.length : null;
  return { statusCode, headers, body, size };
}

/** Returns the status, the headers, and where they end; null if that is not in `bytes`. */
function readHead(
  bytes: Uint8Array<ArrayBuffer>,
  start: number,
): { statusCode: number; headers: Record<string, string>; end: number } | null {
  const lines: string[] = [];
  for (let at = start;;) {
    const line = readLine(bytes, at);
    if (line === null) return null;
    at = line.end;
    if (line.text !== "") {
      lines.push(line.text);
      continue;
    }
    const status = STATUS.exec(lines.shift() ?? "");
    if (status === null) throw malformed();
    return { statusCode: Number(status[1]), headers: headersOf(lines), end: at };
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined) throw malformed();
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value!;
  }
  return headers;
}

/** Returns the body; null if `rest` does not have all of it. */
function readBody(
  headers: Readonly<Record<string, string>>,
  rest: Uint8Array<ArrayBuffer>,
  isEnd: boolean,
  maxBytes: number,
): Uint8Array<ArrayBuffer> | null {
  const coding = headers["transfer-encoding"];
  const length = headers["content-length"];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked" || length !== undefined) throw malformed();
    return readChunks(rest, maxBytes);
  }
  if (length === undefined) return isEnd ? rest : null;
  if (!/^\d{1,9}$/.test(length)) throw malformed();
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  return rest.length < Number(length) ? null : rest.subarray(0, Number(length));
}

/** Returns the joined chunks (RFC 9112, section 7.1); null if the last one is not there. */
function readChunks(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Uint8Array<ArrayBuffer> | null {
  const body = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0;;) {
    const line = readLine(bytes, at);
    if (line === null) return null;
    const size = parseInt(CHUNK_SIZE.exec(line.text)?.[1] ?? "", 16);
    if (Number.isNaN(size)) throw malformed();
    if (size === 0) return hasTrailers(bytes, line.end) ? body.subarray(0, length) : null;
    if (length + size > maxBytes) throw tooLarge(maxBytes);
    const end = line.end + size;
    if (bytes.length < end + 2) return null;
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw malformed();
    body.set(bytes.subarray(line.end, end), length);
    length += size;
    at = end + 2;
  }
}

/** Reports whether the lines from `start` end with an empty one. */
function hasTrailers(bytes: Uint8Array<ArrayBuffer>, start: number): boolean {
  for (let at = start;;) {
    const line = readLine(bytes, at);
    if (line === null) return false;
    if (line.text === "") return true;
    at = line.end;
  }
}

/** Returns the line that starts at `start`, without its end, and where the next one starts; null if it has no end. */
function readLine(
  bytes: Uint8Array<ArrayBuffer>,
  start: number,
): { text: string; end: number } | null {
  const end = bytes.indexOf(LF, start);
  if (end < 0) return null;
  if (bytes[end - 1] !== CR || end === start) throw malformed();
  return { text: new TextDecoder("latin1").decode(bytes.subarray(start, end - 1)), end: end + 1 };
}

/** Returns null while more can come. Throws NoResponse at the end. */
function unfinished(isEnd: boolean): null {
  if (isEnd) {
    throw new NoResponse("the connection was closed before its response was complete", true);
  }
  return null;
}

function malformed(): NoResponse {
  return new NoResponse("its response is not HTTP", false);
}

/** Returns the error that a response is larger than `maxBytes`. */
export function tooLarge(maxBytes: number): NoResponse {
  const size = maxBytes % MAX_BYTES === 0 ? `${maxBytes / MAX_BYTES} MiB` : `${maxBytes} bytes`;
  return new NoResponse(`its response is larger than ${size}`, false);
}
