import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../credentials.ts";
import type { SdkResponse } from "../http_response.ts";
import { type SdkConfig, sdkCredentials } from "../sdk_config.ts";
import { ServiceError } from "../service_error.ts";
import { child, type Element, parsedXml, textOf } from "../xml_response.ts";

/** The result of an operation. */
export interface QueryResult {
  /** Returns the text of the element at `path` below the result; undefined if there is none. */
  text(...path: readonly string[]): string | undefined;
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
 * @throws ServiceError if STS refuses; NoResponse without a response; other errors if the response is malformed.
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
      const { nextAttempt } = await import("../next_attempt.ts");
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
  const root = parsedXml(response);
  if (response.statusCode >= 300) throw refusal(root, response);
  const result = child(child(root, `${action}Response`), `${action}Result`);
  return {
    text(...path) {
      const found = path.reduce(child, result);
      return typeof found === "string" ? found : undefined;
    },
  };
}

function refusal(root: Element, response: SdkResponse): ServiceError {
  const error = child(child(root, "ErrorResponse"), "Error");
  const [code, message] = ["Code", "Message"].map((name) => child(error, name));
  return new ServiceError(textOf(code), textOf(message), response);
}

function defined(parameters: Parameters): Record<string, string> {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs) as Record<string, string>;
}
