import type { SdkResponse } from "./http_response.ts";

/** What a service of AWS refuses, in the shape of the SDK's errors. */
export class ServiceError extends Error {
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
