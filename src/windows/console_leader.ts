/** A process that is attached to a console. */
export interface ConsoleProcess {
  /** Its id. */
  readonly pid: number;
  /** The id of the process that started it, which may have ended; another may have that id now. */
  readonly parent: number;
  /** When it started, in units of 100 ns since 1601; null if the system does not say. */
  readonly start: bigint | null;
}

/**
 * Returns the process with which a console began, as `self` can tell: goes from `self` to the process that started it, as
 * long as that is attached to the same console. `processes` are those of the console. A process that started after the one
 * that it would have started only has the same id. Returns null if the system does not show `self`.
 */
export function leaderOf(
  self: number,
  processes: readonly ConsoleProcess[],
): { readonly pid: number; readonly start: bigint } | null {
  let found: { readonly pid: number; readonly start: bigint } | null = null;
  for (let pid = self, left = processes.length; left > 0; left -= 1) {
    const process = processes.find((each) => each.pid === pid);
    const start = process?.start ?? null;
    if (process === undefined || start === null || (found !== null && start > found.start)) break;
    found = { pid, start };
    pid = process.parent;
  }
  return found;
}
