import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { NoResponse } from "./no_response.ts";
import { ServiceError } from "./service_error.ts";

/** When and how a call is repeated. */
interface NextAttempt {
  /** How long to wait before it; milliseconds. */
  readonly delay: number;
  /** What to add to this machine's clock for the signature; milliseconds. */
  readonly offset: number;
}

// What the SDK uses (`@smithy/core/retry`): the bases of the delays, in milliseconds, and the skew that it corrects.
const DELAY_BASE = 100;
const THROTTLING_DELAY_BASE = 500;
const MAX_DELAY = 20_000;
const SKEW = 240_000;

/**
 * Returns how to repeat a call after `error` of the attempt number `attempt`; null if it is final. Decides as the SDK's
 * standard mode: after transient errors and throttling, with a random, growing delay, and at once with a corrected time if
 * the signature's was off. `offset` is the correction so far.
 */
export function nextAttempt(
  error: unknown,
  attempt: number,
  maxAttempts: number,
  offset: number,
): NextAttempt | null {
  if (attempt >= maxAttempts || !(error instanceof NoResponse || error instanceof ServiceError)) {
    return null;
  }
  if (error instanceof ServiceError) {
    const now = Date.now();
    if (Math.abs(error.serverTime - now - offset) >= SKEW) {
      return { delay: 0, offset: error.serverTime - now };
    }
  }
  const inShape = error as Parameters<typeof isTransientError>[0];
  const isThrottling = isThrottlingError(inShape);
  // The model of STS marks this error as one to retry.
  const isTransient = isTransientError(inShape) || error.name === "IDPCommunicationError";
  if (!isThrottling && !isTransient) return null;
  const base = isThrottling ? THROTTLING_DELAY_BASE : DELAY_BASE;
  return { delay: Math.random() * Math.min(MAX_DELAY, base * 2 ** (attempt - 1)), offset };
}
