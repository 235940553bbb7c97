import { endOf } from "../../credentials/field_checks.ts";

/** No credentials of AWS live longer: 36 hours for GetSessionToken and GetFederationToken (STS API reference). */
const MAX_LIFETIME = 36 * 3_600_000; // milliseconds
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/**
 * Returns when temporary credentials end, as RFC 3339 in UTC; null if `text` is not a time in the 36 hours after `now`
 * (epoch milliseconds). `text` is a time as in RFC 3339, or a number with `m` or `h`.
 */
export function temporaryEnd(text: string, now: number): string | null {
  const duration = /^([1-9]\d{0,3})([mh])$/.exec(text.trim());
  const end = duration ? now + Number(duration[1]) * UNITS[duration[2]!]! : endOf(text.trim());
  if (Number.isNaN(end) || end <= now || end > now + MAX_LIFETIME) return null;
  return new Date(end).toISOString();
}
