import { UserError } from "../../errors.ts";

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };
/** The limits of GetSessionToken (STS API reference, `DurationSeconds`); seconds. */
const [MIN_DURATION, MAX_DURATION] = [900, 129_600];

/**
 * Reads the duration of a session, such as `45m`, `1h`, `1h30m` or a number of seconds. Returns seconds.
 *
 * @throws UserError (64) if it is not a duration, or outside the limits of GetSessionToken; `example` is its `try:`.
 */
export function readDuration(text: string, example: string): number {
  const isDuration = /^(?:\d+[smh])+$|^\d+$/.test(text);
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smh]?)/g)) {
    seconds += Number(count) * SECONDS_PER_UNIT[unit!]!;
  }
  if (isDuration && seconds >= MIN_DURATION && seconds <= MAX_DURATION) return seconds;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `read the duration ${JSON.stringify(text)}`,
    because: "expected a time such as 45m or 1h30m, or seconds, from 15 minutes to 36 hours",
    try: example,
  });
}
