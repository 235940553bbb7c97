import { UserError } from "../errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };
/** What STS makes (API reference, GetSessionToken, `DurationSeconds`); seconds. */
const [SHORTEST, LONGEST] = [900, 129_600];

/** Reads how long a session is to last: `45m`, `1h`, `1h30m`, or seconds. Answers seconds. Faults (64). */
export function readDuration(text: string): number {
  const whole = /^(?:\d+[smh])+$|^\d+$/.test(text);
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smh]?)/g)) {
    seconds += Number(count) * UNITS[unit!]!;
  }
  if (whole && seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `read the duration ${JSON.stringify(text)}`,
    because: "it is a time such as 45m or 1h30m, or seconds, from 15 minutes to 36 hours",
    try: "opaws run --duration 1h -- aws sts get-caller-identity",
  });
}
