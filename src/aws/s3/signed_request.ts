import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../credentials.ts";
import type { SdkResponse } from "../http_response.ts";
import { nextAttempt } from "../next_attempt.ts";
import { type SdkConfig, sdkCredentials } from "../sdk_config.ts";
import { ServiceError } from "../service_error.ts";
import { child, parsedXml, textOf } from "../xml_response.ts";
import { bucketUrl } from "./bucket_url.ts";

/** A request about a bucket or an object in it. */
export interface BucketRequest {
  /** The method. */
  readonly method: "GET" | "PUT" | "DELETE";
  /** The key of the object; empty for the bucket itself. */
  readonly key: string;
  /** The query parameters. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers besides those that the signature needs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The content of the object. */
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** Who sends a request, and to which bucket. */
export interface BucketSender {
  /** The name of the bucket. */
  readonly bucket: string;
  /** What requests are signed with. */
  readonly credentials: Credentials;
  /** The region that the bucket turned out to be in, if it is not that of the configuration. */
  region: string | null;
}

const REGION = /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/;

/**
 * Sends `request`, signed with Signature Version 4, and returns the response. Repeats it as the SDK does. A bucket in
 * another region of AWS than the configured one is asked there, because its owner may not know the region.
 *
 * @throws ServiceError if S3 refuses with a status of 400 or more; NoResponse without a response.
 */
export async function sendToBucket(
  config: SdkConfig,
  sender: BucketSender,
  request: BucketRequest,
): Promise<SdkResponse> {
  let offset = 0;
  for (let attempt = 1;; attempt++) {
    try {
      const there = { ...config, region: sender.region ?? config.region };
      const response = await attemptOnce(there, sender, request, offset);
      const region = response.headers["x-amz-bucket-region"] ?? "";
      const isElsewhere = config.endpoint === undefined && sender.region === null &&
        [301, 307, 400].includes(response.statusCode) && REGION.test(region) &&
        region !== there.region;
      if (isElsewhere) {
        sender.region = region;
        continue;
      }
      if (response.statusCode >= 300 && response.statusCode !== 304) throw refusal(response);
      return response;
    } catch (error) {
      const next = nextAttempt(error, attempt, config.maxAttempts, offset);
      if (next === null) throw error;
      offset = next.offset;
      await new Promise((done) => setTimeout(done, next.delay));
    }
  }
}

async function attemptOnce(
  config: SdkConfig,
  { bucket, credentials }: BucketSender,
  { method, key, query = {}, headers = {}, body }: BucketRequest,
  offset: number,
): Promise<SdkResponse> {
  const url = new URL(`${bucketUrl(bucket, config)}/${key.split("/").map(encoded).join("/")}`);
  const hash = await crypto.subtle.digest("SHA-256", body ?? new Uint8Array());
  const unsigned = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: { ...query },
    headers: {
      host: url.host,
      "user-agent": "opaws",
      "x-amz-content-sha256": new Uint8Array(hash).toHex(),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  };
  const signed = await new SignatureV4({
    service: "s3",
    region: config.region,
    credentials: sdkCredentials(credentials),
    sha256: Sha256,
    uriEscapePath: false, // S3 escapes each character once
  }).sign(unsigned, { signingDate: new Date(Date.now() + offset) });
  const { response } = await config.requestHandler.handle(signed);
  return response;
}

function refusal(response: SdkResponse): ServiceError {
  const error = child(parsedXml(response), "Error");
  const code = textOf(child(error, "Code")) || `status ${response.statusCode}`;
  return new ServiceError(code, textOf(child(error, "Message")), response);
}

/** Returns `text` with all but the unreserved characters escaped (RFC 3986), as the signature has it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
