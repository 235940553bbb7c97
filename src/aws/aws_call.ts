import { UserError } from "../errors.ts";
import { cleanText } from "../clean_text.ts";
import type { Host } from "../host.ts";
import { announceWait } from "../report_wait.ts";
import { MAX_CLOCK_SKEW } from "./clock_skew.ts";
import type { OpenConnections } from "./connection.ts";
import { requestHandler } from "./request_handler.ts";
import { type SdkConfig, sdkConfig } from "./sdk_config.ts";
import type { ServiceEndpoint } from "./endpoint.ts";
import { type AwsService, serviceName } from "./services.ts";

/** What every AWS call needs. */
export interface AwsCallOptions {
  /** The clock. */
  readonly host: Pick<Host, "now">;
  /** The endpoint of the service. */
  readonly endpoint: ServiceEndpoint;
  /** Additional certificates to trust, in PEM; null for none. */
  readonly caBundle: string | null;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Connections that stay open between calls; their owner closes them. */
  readonly connections?: OpenConnections;
  /** The time limit for all attempts together, in milliseconds; 30 000 by default. */
  readonly timeout?: number;
  /** How long a request may be without progress, in milliseconds; by default there is only `timeout`. */
  readonly idle?: number;
  /** The maximum number of attempts; 3 by default. */
  readonly attempts?: number;
  /** Ends the call early, as if the time limit were over. */
  readonly signal?: AbortSignal;
  /** The largest response, in bytes; 1 MiB by default. */
  readonly maxBytes?: number;
  /** Whether `send` gets redirects, of which it follows none; an error by default. */
  readonly returnsRedirects?: boolean;
}

const TIMEOUT = 30_000; // milliseconds
const ATTEMPTS = 3;
const MAX_MESSAGE_LENGTH = 500; // characters

/** Error codes after which a later attempt may succeed. */
const TRANSIENT =
  /Throttl|TooManyRequests|RequestLimit|SlowDown|ServiceUnavailable|InternalFailure|InternalError|IDPCommunicationError/;

/** A call of an AWS service with its time limit, retries and error messages. */
export class AwsCall {
  readonly #service: string;
  readonly #action: string;
  readonly #options: AwsCallOptions;
  #skew = 0;

  /** Prepares a call of `service`; `action` completes "cannot ..." in error messages. */
  constructor(service: AwsService, action: string, options: AwsCallOptions) {
    this.#service = serviceName(service);
    this.#action = action;
    this.#options = options;
  }

  /**
   * Calls `request`, which makes an SDK client from the options it gets and sends a command. Reports if this machine's
   * clock is off by more than AWS accepts.
   *
   * @throws UserError (77, denied) if AWS refuses; (69, unavailable) without a usable response.
   */
  async send<T>(request: (config: SdkConfig) => Promise<T>): Promise<T> {
    const { endpoint, host, caBundle, connections = null } = this.#options;
    const limit = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT);
    const signal = AbortSignal.any([limit, this.#options.signal ?? limit]);
    const handler = requestHandler({
      signal,
      caBundle,
      onDate: (date) => this.#skew = host.now() - date,
      connections,
      ...this.#options.maxBytes === undefined ? {} : { maxBytes: this.#options.maxBytes },
      returnsRedirects: this.#options.returnsRedirects ?? false,
      idle: this.#options.idle,
    });
    const timedOut = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
    timedOut.catch(() => {});
    const stopNotice = announceWait(this.#address(), this.#options.report);
    try {
      const config = sdkConfig(endpoint, handler, this.#options.attempts ?? ATTEMPTS);
      const response = await Promise.race([request(config), timedOut]);
      if (Math.abs(this.#skew) > MAX_CLOCK_SKEW) this.#options.report(`opaws: ${this.#clock()}`);
      return response;
    } catch (error) {
      throw this.#userError(error, limit.aborted);
    } finally {
      stopNotice();
    }
  }

  /** Returns the error (69, unavailable) that the response is not one that the service would send. */
  badResponse(because: string): UserError {
    return this.#failed("unavailable", "bad-answer", because);
  }

  #userError(error: unknown, timedOut: boolean): UserError {
    if (error instanceof UserError) return error;
    if (this.#options.signal?.aborted) {
      return this.#failed("unavailable", "no-answer", "no response in time", error);
    }
    if (timedOut) {
      const seconds = (this.#options.timeout ?? TIMEOUT) / 1000;
      return this.#failed("unavailable", "no-answer", `no response within ${seconds} s`, error);
    }
    const { name, message, status } = sdkError(error);
    if (name === "TimeoutError" || name === "NoResponse") {
      return this.#failed("unavailable", "no-answer", message, error);
    }
    if (status === undefined || status < 400 || name === "") {
      return this.#failed("unavailable", "bad-answer", "unexpected response", error);
    }
    const text = [...cleanText(message)].slice(0, MAX_MESSAGE_LENGTH).join("").replace(/\.$/, "");
    const transient = TRANSIENT.test(name) || status >= 500 || status === 429;
    const because = text === "" || text === "UnknownError"
      ? cleanText(name)
      : `${cleanText(name)}: ${text}`;
    return this.#failed(transient ? "unavailable" : "denied", "refused-by-aws", because, error);
  }

  #failed(
    exit: "unavailable" | "denied",
    code: string,
    because: string,
    cause?: unknown,
  ): UserError {
    const clock = Math.abs(this.#skew) > MAX_CLOCK_SKEW ? `; ${this.#clock()}` : "";
    return new UserError({
      exit,
      code,
      cannot: this.#action,
      because: `${this.#address()}: ${because}${clock}`,
      cause,
    });
  }

  /** Returns the address for messages, without its user and query, which may contain a password. */
  #address(): string {
    const { url, region } = this.#options.endpoint;
    return url?.replace(/^(\w+:\/\/)[^/?#]*@/, "$1").replace(/[?#].*$/s, "") ??
      `${this.#service} in ${region}`;
  }

  #clock(): string {
    const minutes = Math.round(Math.abs(this.#skew) / 60_000);
    return `this machine's clock is ${minutes} min ${this.#skew < 0 ? "behind" : "ahead of"} AWS's`;
  }
}

function sdkError(error: unknown): { name: string; message: string; status: number | undefined } {
  if (!(error instanceof Error)) return { name: "", message: String(error), status: undefined };
  const metadata = "$metadata" in error ? error.$metadata as { httpStatusCode?: number } : {};
  // The OIDC service describes an error as OAuth does (RFC 6749, section 5.2), and the SDK then has no message.
  const description = "error_description" in error ? error.error_description : undefined;
  const message = typeof description === "string" ? description : error.message;
  return { name: error.name, message, status: metadata.httpStatusCode };
}
