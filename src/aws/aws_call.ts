import { UserError } from "../errors.ts";
import { cleanText } from "../clean_text.ts";
import type { Host } from "../host.ts";
import { announceWait } from "../report_wait.ts";
import { MAX_CLOCK_SKEW } from "./clock_skew.ts";
import { requestHandler } from "./request_handler.ts";
import { type SdkConfig, sdkConfig } from "./sdk_config.ts";
import type { ServiceEndpoint } from "./endpoint.ts";

/** What every call of AWS works with. */
export interface AwsCallOptions {
  /** The clock. */
  readonly host: Pick<Host, "now">;
  /** Where the service is. */
  readonly endpoint: ServiceEndpoint;
  /** Further certificates to trust, PEM; null for none. */
  readonly caBundle: string | null;
  /** Tells a line on standard error. */
  readonly report: (line: string) => void;
  /** How long all attempts together may take; milliseconds, 30 000 when left out. */
  readonly timeout?: number;
  /** How many attempts are made; 3 when left out. */
  readonly attempts?: number;
}

const TIMEOUT = 30_000;
const ATTEMPTS = 3;
const LONGEST_MESSAGE = 500;

/** What AWS says when it understood and refuses; all else is a matter of another attempt or of the network. */
const TRANSIENT =
  /Throttl|TooManyRequests|RequestLimit|SlowDown|ServiceUnavailable|InternalFailure|InternalError|IDPCommunicationError/;

/** One call of an AWS service: its attempts, its time, and its faults in words. */
export class AwsCall {
  readonly #service: string;
  readonly #what: string;
  readonly #options: AwsCallOptions;
  #skew = 0;

  /** `what` completes "cannot ...". */
  constructor(service: "sts" | "iam", what: string, options: AwsCallOptions) {
    this.#service = service.toUpperCase();
    this.#what = what;
    this.#options = options;
  }

  /**
   * Runs `request`, whose client is to be made with the options it gets. Tells when this machine's clock is off by more
   * than AWS allows. Faults: 77 refused, 69 unavailable.
   */
  async send<T>(request: (config: SdkConfig) => Promise<T>): Promise<T> {
    const { endpoint, host, caBundle } = this.#options;
    const signal = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT);
    const handler = requestHandler({
      signal,
      caBundle,
      sawDate: (date) => this.#skew = host.now() - date,
    });
    const ended = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
    ended.catch(() => {});
    const stopNotice = announceWait(this.#where(), this.#options.report);
    try {
      const config = sdkConfig(endpoint, handler, this.#options.attempts ?? ATTEMPTS);
      const answer = await Promise.race([request(config), ended]);
      if (Math.abs(this.#skew) > MAX_CLOCK_SKEW) this.#options.report(`opaws: ${this.#clock()}`);
      return answer;
    } catch (error) {
      throw this.#fault(error, signal.aborted);
    } finally {
      stopNotice();
    }
  }

  /** The fault (69) of an answer that is not what the service would answer. */
  unusable(because: string): UserError {
    return this.#failed("unavailable", "bad-answer", because);
  }

  #fault(error: unknown, timedOut: boolean): UserError {
    if (error instanceof UserError) return error;
    if (timedOut) {
      const seconds = (this.#options.timeout ?? TIMEOUT) / 1000;
      return this.#failed("unavailable", "no-answer", `no answer within ${seconds} s`, error);
    }
    const { name, message, status } = sdkError(error);
    if (name === "TimeoutError" || name === "NoAnswer") {
      return this.#failed("unavailable", "no-answer", message, error);
    }
    if (status === undefined || status < 400 || name === "") {
      return this.#failed("unavailable", "bad-answer", "its answer is not of its kind", error);
    }
    const text = [...cleanText(message)].slice(0, LONGEST_MESSAGE).join("").replace(/\.$/, "");
    const transient = TRANSIENT.test(name) || status >= 500 || status === 429;
    const because = `${cleanText(name)}: ${text}`;
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
      cannot: this.#what,
      because: `${this.#where()}: ${because}${clock}`,
      cause,
    });
  }

  /** Without what a password may be in: the user of the address, and its query. */
  #where(): string {
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
  return { name: error.name, message: error.message, status: metadata.httpStatusCode };
}
