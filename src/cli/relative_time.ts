const MINUTE = 60_000; // milliseconds
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The units with how long they are in milliseconds. A month has 30 days, a year has 365. */
const UNITS: readonly (readonly [string, number])[] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
];

/**
 * Returns how long before or after `now` a moment is, in whole units and never more than it is by half a minute:
 * `3 days ago`, `in 2 hours`, `just now`. Both are epoch milliseconds. Not `Intl.RelativeTimeFormat`, which takes as long to load as an empty program takes to run.
 */
export function relativeTime(moment: number, now: number): string {
  const distance = Math.round(Math.abs(moment - now) / MINUTE) * MINUTE;
  let at = 0;
  while (at < UNITS.length && distance < UNITS[at]![1]) at++;
  if (at === UNITS.length) return moment > now ? "in less than a minute" : "just now";
  const [unit, length] = UNITS[at]!;
  const count = Math.floor(distance / length);
  const text = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return moment > now ? `in ${text}` : `${text} ago`;
}
