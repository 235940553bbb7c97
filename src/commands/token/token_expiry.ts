import { UserError } from "../../errors.ts";
import { instant } from "../../vault/format/shape.ts";

const HOUR = 3_600_000; // milliseconds
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };
const MAX_LIFETIME = 366 * 24 * HOUR;

/** How long a token is valid without `--expires`. */
export const DEFAULT_EXPIRY = "90d";

/**
 * Returns when a token created at `now` expires by `text`; both times are epoch milliseconds. `text` is a number with `h`,
 * `d` or `w`, a date (its start in UTC), or a time in UTC as in RFC 3339. The limit of 366 days is for tokens that nobody
 * remembers: anyone who finds one can open its items.
 *
 * @throws UserError (64) if `text` is in no such form, in the past, or more than 366 days ahead.
 */
export function tokenExpiry(text: string, now: number): number {
  const expires = parseExpiry(text, now);
  if (expires === null) {
    throw badExpiry(
      text,
      "it is neither a duration such as 90d, 12h or 8w, nor a date such as 2030-01-31",
    );
  }
  if (expires <= now) throw badExpiry(text, "it is in the past");
  if (expires > now + MAX_LIFETIME) throw badExpiry(text, "a token is valid for 366 days at most");
  return expires;
}

function parseExpiry(text: string, now: number): number | null {
  const duration = /^([1-9]\d{0,5})([hdw])$/.exec(text);
  if (duration) return now + Number(duration[1]) * UNITS[duration[2]!]!;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  try {
    return Date.parse(instant(time, ""));
  } catch {
    return null;
  }
}

function badExpiry(text: string, because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-expiry",
    cannot: `create a token that expires ${JSON.stringify(text)}`,
    because,
    try: `opaws token create --item ITEM --expires ${DEFAULT_EXPIRY}`,
  });
}
