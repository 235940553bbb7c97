import { UserError } from "../../errors.ts";
import { instant } from "../../vault/format/shape.ts";

const HOUR = 3_600_000; // milliseconds
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };
const MOST = 366 * 24 * HOUR;

/** How long a token is honoured unless told. */
export const DEFAULT_EXPIRY = "90d";

/**
 * When a token ends that is to last as `text` says, counted from `now` (both epoch milliseconds): a number with `h`,
 * `d` or `w`, a day (its start in UTC), or a time as RFC 3339 writes it in UTC. Faults (64) on anything else, on the
 * past, and on more than 366 days: a token nobody remembers opens the items for whoever finds it.
 */
export function tokenExpiry(text: string, now: number): number {
  const expires = moment(text, now);
  if (expires === null) {
    throw refused(text, "it is neither a time like 90d, 12h or 8w, nor a day like 2030-01-31");
  }
  if (expires <= now) throw refused(text, "that is past");
  if (expires > now + MOST) throw refused(text, "a token lasts 366 days at most");
  return expires;
}

function moment(text: string, now: number): number | null {
  const span = /^([1-9]\d{0,5})([hdw])$/.exec(text);
  if (span) return now + Number(span[1]) * UNITS[span[2]!]!;
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  try {
    return Date.parse(instant(whole, ""));
  } catch {
    return null;
  }
}

function refused(text: string, because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-expiry",
    cannot: `make a token that expires ${JSON.stringify(text)}`,
    because,
    try: `opaws token create --item ITEM --expires ${DEFAULT_EXPIRY}`,
  });
}
