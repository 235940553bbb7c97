/** How long opaws waits in silence before it says what it waits for; milliseconds. */
const NOTICE_DELAY = 1000;

/**
 * Reports `opaws: waiting for <what>` unless the returned function is called within a second. `report` prints a line on
 * standard error.
 */
export function announceWait(what: string, report: (line: string) => void): () => void {
  // The first use of setTimeout takes half as long as an empty Deno program.
  const signal = AbortSignal.timeout(NOTICE_DELAY);
  const announce = () => report(`opaws: waiting for ${what}`);
  signal.addEventListener("abort", announce);
  return () => signal.removeEventListener("abort", announce);
}

/** Waits for `work`, and reports what it waits for if that takes more than a second; see {@linkcode announceWait}. */
export async function reportWait<T>(
  what: string,
  work: Promise<T>,
  report: (line: string) => void,
): Promise<T> {
  const stop = announceWait(what, report);
  try {
    return await work;
  } finally {
    stop();
  }
}
