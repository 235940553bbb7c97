import { parseXML } from "@aws-sdk/xml-builder";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../credentials.ts";
import type { SdkResponse } from "../http_response.ts";
import { type SdkConfig, sdkCredentials } from "../sdk_config.ts";

/** An element of a parsed response: its text, or its children by name. */
type Element = string | { readonly [name: string]: Element | readonly Element[] };

/** The result of an operation. */
export interface QueryResult {
  /** Returns the text of the element at `path` below the result; undefined if there is none. */
  text(...path: readonly string[]): string | undefined;
}

/** What STS refuses, in the shape of the SDK's errors. */
export class QueryError extends Error {
  /** The error code; empty if the response names none. */
  override readonly name: string;
  /** The status. */
  readonly $metadata: { readonly httpStatusCode: number };
  /** The time by the server's clock, epoch milliseconds; NaN if the response names none. */
  readonly serverTime: number;

  /** `code` and `message` are what the response says. */
  constructor(code: string, message: string, { statusCode, headers }: SdkResponse) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: statusCode };
    this.serverTime = Date.parse(headers.date ?? "");
  }
}

/** The parameters of a request by name; undefined ones are not sent. */
type Parameters = Readonly<Record<string, string | undefined>>;

const API_VERSION = "2011-06-15"; // STS API reference
const CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";

/**
 * Calls the operation `action` of STS, signed with `source`, or unsigned if that is null. Source: AWS Query protocol
 * (Smithy, "AWS Query protocol"), Signature Version 4. The client of the SDK does the same with four times the code, and
 * every new session would wait for that. The SDK's own modules sign and parse here too.
 *
 * @throws QueryError if STS refuses; NoResponse without a response; other errors if the response is malformed.
 */
export async function querySts(
  config: SdkConfig,
  source: Credentials | null,
  action: string,
  parameters: Parameters,
): Promise<QueryResult> {
  const body = `${new URLSearchParams({
    Action: action,
    Version: API_VERSION,
    ...defined(parameters),
  })}`;
  const url = new URL(
    config.endpoint ?? (await import("./standard_address.ts")).standardAddress(config),
  );
  let offset = 0;
  for (let attempt = 1;; attempt++) {
    try {
      return await attemptOnce(config, url, source, body, action, offset);
    } catch (error) {
      const { nextAttempt } = await import("./next_attempt.ts");
      const next = nextAttempt(error, attempt, config.maxAttempts, offset);
      if (next === null) throw error;
      offset = next.offset;
      await new Promise((done) => setTimeout(done, next.delay));
    }
  }
}

async function attemptOnce(
  config: SdkConfig,
  url: URL,
  source: Credentials | null,
  body: string,
  action: string,
  offset: number,
): Promise<QueryResult> {
  const request = {
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname.replace(/\/?$/, "/"),
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, "content-type": CONTENT_TYPE, "user-agent": "opaws" },
    body,
  };
  const signed = source === null ? request : await new SignatureV4({
    service: "sts",
    region: config.region,
    credentials: sdkCredentials(source),
    sha256: Sha256,
  }).sign(request, { signingDate: new Date(Date.now() + offset) });
  const { response } = await config.requestHandler.handle(signed);
  const root = parsed(response);
  if (response.statusCode >= 300) throw refusal(root, response);
  const result = child(child(root, `${action}Response`), `${action}Result`);
  return {
    text(...path) {
      const found = path.reduce(child, result);
      return typeof found === "string" ? found : undefined;
    },
  };
}

/** Returns the root of the response; no elements if it is empty. Throws an error if it is not XML. */
function parsed({ body, statusCode }: SdkResponse): Element {
  try {
    return body.length === 0 ? {} : parseXML(new TextDecoder().decode(body));
  } catch (error) {
    if (statusCode >= 300) return {}; // a proxy or a load balancer responds
    throw error;
  }
}

function refusal(root: Element, response: SdkResponse): QueryError {
  const error = child(child(root, "ErrorResponse"), "Error");
  const [code, message] = ["Code", "Message"].map((name) => child(error, name));
  const text = (each: Element | undefined) => typeof each === "string" ? each : "";
  return new QueryError(text(code), text(message), response);
}

function child(parent: Element | undefined, name: string): Element | undefined {
  if (typeof parent !== "object" || !Object.hasOwn(parent, name)) return undefined;
  const found = parent[name];
  return Array.isArray(found) ? undefined : found as Element;
}

function defined(parameters: Parameters): Record<string, string> {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs) as Record<string, string>;
}
