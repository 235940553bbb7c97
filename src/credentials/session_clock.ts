import { readBootId } from "../fs/boot_id.ts";
import type { Host } from "../host.ts";
import type { CachedSession } from "./session_text.ts";

/** How long before its end a session is renewed; milliseconds. */
export const REFRESH_MARGIN: number = 5 * 60_000;

/** A moment by two clocks. Anyone can set the first. The second only goes on, until the machine restarts. */
export interface Moment {
  /** The time; epoch milliseconds. */
  readonly time: number;
  /** The time since the machine started, including suspended time; milliseconds. */
  readonly uptime: number;
  /** The system's id of that start; null if it does not say. */
  readonly boot: string | null;
}

/** Returns a function that reads both clocks. */
export function bothClocks(
  host: Pick<Host, "now" | "uptime">,
  bootId: () => string = readBootId,
): () => Moment {
  let boot: string | null | undefined;
  const known = () => {
    try {
      return bootId();
    } catch {
      return null; // some sandboxes have no /proc
    }
  };
  return () => ({
    time: host.now(),
    uptime: host.uptime(),
    boot: boot === undefined ? boot = known() : boot,
  });
}

/**
 * Returns how long `session` lasts after `now`, in milliseconds; zero or less if it has ended. Until the machine restarts,
 * setting the clock back does not prolong it. After a restart only the clock remains: if it is before the time of the
 * request, it was set back, and the session counts as ended.
 */
export function timeLeft(
  { created, credentials: { expiresAt } }: Pick<CachedSession, "created" | "credentials">,
  now: Moment,
): number {
  const byClock = expiresAt - now.time;
  if (created.boot === null || created.boot !== now.boot) {
    return now.time < created.time ? 0 : byClock;
  }
  const elapsed = now.uptime - created.uptime;
  return elapsed < 0 ? 0 : Math.min(byClock, expiresAt - created.time - elapsed);
}
