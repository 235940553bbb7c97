/** The contents of an `Authorization` header (AWS General Reference, "Signature Version 4"). */
export interface Authorization {
  /** The access key id. */
  readonly accessKeyId: string;
  /** `YYYYMMDD`, region, service and `aws4_request`. */
  readonly scope: readonly [date: string, region: string, service: string, end: string];
  /** The names of the signed headers, in lower case. */
  readonly signedHeaders: readonly string[];
  /** The signature, in hexadecimal. */
  readonly signature: string;
}

/** A request as it was received. */
export interface RawRequest {
  /** E.g. `POST`. */
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/([^/,]+), *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/** Parses an `Authorization` header; null if it is not one of Signature Version 4. */
export function parseAuthorization(header: string | undefined): Authorization | null {
  const [, accessKeyId, date, region, service, end, names, signature] =
    AUTHORIZATION.exec(header ?? "") ?? [];
  if (accessKeyId === undefined) return null;
  return {
    accessKeyId,
    scope: [date!, region!, service!, end!],
    signedHeaders: names!.split(";"),
    signature: signature!,
  };
}

/** Returns what is wrong with the signature of `request` under `secret`; null if it is right. */
export async function wrongSignature(
  request: RawRequest,
  { scope, signedHeaders, signature }: Authorization,
  secret: string,
): Promise<string | null> {
  const { headers } = request;
  const time = headers["x-amz-date"] ?? "";
  if (!/^\d{8}T\d{6}Z$/.test(time)) return "x-amz-date is no time";
  if (!time.startsWith(scope[0])) return "the scope is of another day";
  if (scope[3] !== "aws4_request") return "the scope does not end with aws4_request";
  const must = Object.keys(headers).filter((name) => name.startsWith("x-amz-"));
  const open = ["host", ...must].find((name) => !signedHeaders.includes(name));
  if (open !== undefined) return `${open} is not signed`;
  if (signedHeaders.join() !== signedHeaders.toSorted().join()) return "headers are not sorted";
  const missing = signedHeaders.find((name) => headers[name] === undefined);
  if (missing !== undefined) return `${missing} is signed but not there`;
  const hash = await sha256(request.body);
  if ((headers["x-amz-content-sha256"] ?? hash) !== hash) return "the body has another hash";
  const text = [
    "AWS4-HMAC-SHA256",
    time,
    scope.join("/"),
    await sha256(UTF8.encode(canonical(request, signedHeaders, hash))),
  ].join("\n");
  let key = UTF8.encode(`AWS4${secret}`);
  for (const part of [...scope, text]) key = await hmac(key, part);
  return key.toHex() === signature ? null : "the signature is another";
}

const UTF8 = new TextEncoder();

function canonical(
  { method, target, headers }: RawRequest,
  signedHeaders: readonly string[],
  hash: string,
): string {
  const [path, query = ""] = target.split(/\?(.*)/s);
  return [
    method,
    path!.split("/").map(encode).join("/"),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headers[name]!.trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    hash,
  ].join("\n");
}

function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map((pair) => pair.map(encode));
  const order = ([a, b]: string[], [c, d]: string[]): number =>
    a === c ? (b! < d! ? -1 : 1) : a! < c! ? -1 : 1;
  return pairs.sort(order).map((pair) => pair.join("=")).join("&");
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function hmac(
  key: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, UTF8.encode(text)));
}
