import type { TemporaryCredentials } from "../aws/credentials.ts";
import { UserError } from "../errors.ts";
import { refusal } from "./check_request.ts";
import { parseRequest } from "./parse_request.ts";

/** More than any SDK sends; bytes. */
const MAX_HEAD = 16_384;
/** How long a client has to send its request; milliseconds. */
const READ_TIMEOUT = 10_000;
const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
};

/** Reads one request from `connection`, answers it, and closes the connection. Ignores clients that go away. */
export async function answer(
  connection: Deno.Conn,
  expected: { readonly token: string; readonly port: number },
  credentials: () => Promise<TemporaryCredentials>,
): Promise<void> {
  const timer = setTimeout(() => close(connection), READ_TIMEOUT);
  try {
    const head = await readHead(connection);
    clearTimeout(timer);
    if (head === null) return;
    const { status, body } = await respond(head, expected, credentials);
    await writeAll(connection, responseText(status, JSON.stringify(body)));
  } catch {
    // The client has closed the connection.
  } finally {
    clearTimeout(timer);
    close(connection);
  }
}

interface Response {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

async function respond(
  head: string,
  expected: { readonly token: string; readonly port: number },
  credentials: () => Promise<TemporaryCredentials>,
): Promise<Response> {
  const request = parseRequest(head);
  if (request === null) return failed(400, "BadRequest", "this is not an HTTP request");
  const refused = refusal(request, expected);
  if (refused !== null) return failed(refused.status, refused.code, refused.message);
  try {
    return { status: 200, body: bodyOf(await credentials()) };
  } catch (error) {
    // SDKs show the body in their own message.
    const message = error instanceof UserError ? error.message : "bug in the server";
    return failed(500, "CredentialsUnavailable", message);
  }
}

function failed(status: number, code: string, message: string): Response {
  return { status, body: { Code: code, Message: `opaws: ${message}` } };
}

function bodyOf(credentials: TemporaryCredentials): Record<string, string> {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey.reveal(),
    Token: credentials.sessionToken.reveal(),
    Expiration: new Date(credentials.expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
  };
}

/** Returns what precedes the empty line of a request; null if it is too long or ends before. */
async function readHead(connection: Deno.Conn): Promise<string | null> {
  const bytes = new Uint8Array(MAX_HEAD);
  for (let length = 0; length < MAX_HEAD;) {
    const count = await connection.read(bytes.subarray(length));
    if (count === null) return null;
    length += count;
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) return text.slice(0, end);
  }
  return null;
}

function responseText(status: number, body: string): Uint8Array {
  const bytes = new TextEncoder().encode(body);
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${bytes.length}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  return new Uint8Array([...new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`), ...bytes]);
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
