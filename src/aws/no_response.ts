/** Thrown if there is no response that the SDK could use. The message is for people. */
export class NoResponse extends Error {
  /** `TimeoutError`, after which the SDK tries again, or `NoResponse`. */
  override readonly name: string;

  /** `retry` says whether another attempt may succeed. */
  constructor(message: string, retry: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = retry ? "TimeoutError" : "NoResponse";
  }
}

/** Returns the cause of `error` for a message, without the URL. */
export function asNoResponse(error: unknown): NoResponse {
  if (error instanceof NoResponse) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const short = text.split(": ").slice(-2).join(": ").replace(/ \(os error \d+\)/, "");
  const lower = short.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return new NoResponse(lower, true, error);
}
