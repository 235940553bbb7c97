import { NoResponse } from "./no_response.ts";

/** Ends a request that makes no progress. */
interface ProgressLimit {
  /** Is aborted, with a {@linkcode NoResponse}, when the time without progress is over. */
  readonly signal: AbortSignal;
  /** Rejects at that time; it never resolves. */
  readonly over: Promise<never>;
  /** Begins the time again: bytes were sent or received. */
  note(): void;
  /** Ends the limit. */
  stop(): void;
}

/**
 * Returns a limit of `time` milliseconds without progress. A server that accepts a connection and never answers would hold a request
 * that may be large, and so may take long, until the limit for all of it. Such a request is not repeated.
 */
export function progressLimit(time: number): ProgressLimit {
  const abort = new AbortController();
  const over = new Promise<never>((_, reject) =>
    abort.signal.addEventListener("abort", () => reject(abort.signal.reason), { once: true })
  );
  over.catch(() => {});
  const end = () => {
    const seconds = Math.round(time / 100) / 10;
    abort.abort(new NoResponse(`no response within ${seconds} s`, false));
  };
  let timer = setTimeout(end, time);
  return {
    signal: abort.signal,
    over,
    note() {
      clearTimeout(timer);
      timer = setTimeout(end, time);
    },
    stop: () => clearTimeout(timer),
  };
}
