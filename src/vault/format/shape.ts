import { fromBase64url } from "./base64url.ts";
import { isUuid } from "./uuid.ts";

// Each function checks the value at `where` (such as `slots[0].kdf`) and returns it. If the value has another shape, the
// function throws `SyntaxError`, as the JSON parser does.

/** Checks for an object with exactly the members `names`; those of `optional` may be there or not. */
export function members(
  value: unknown,
  where: string,
  names: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  const object = record(value, where);
  for (const name of names) {
    if (!Object.hasOwn(object, name)) throw new SyntaxError(`${at(where)}has no "${name}"`);
  }
  for (const name of Object.keys(object)) {
    if (!names.includes(name) && !optional.includes(name)) {
      throw new SyntaxError(`${at(where)}has an unknown member`);
    }
  }
  return object;
}

/** Checks for an object with any members. */
export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError(`${at(where)}is not an object`);
  }
  return value as Record<string, unknown>;
}

/** Checks for an array. */
export function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new SyntaxError(`${at(where)}is not an array`);
  return value;
}

/** Checks for a string. */
export function text(value: unknown, where: string): string {
  if (typeof value !== "string") throw new SyntaxError(`${at(where)}is not a string`);
  return value;
}

/** Checks for an integer of at least `min` that a double represents exactly. */
export function integer(value: unknown, where: string, min: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min) {
    throw new SyntaxError(`${at(where)}is not an integer from ${min} to 2^53 - 1`);
  }
  return value as number;
}

/** Checks for a UUID in lower case. */
export function uuid(value: unknown, where: string): string {
  if (!isUuid(text(value, where))) throw new SyntaxError(`${at(where)}is not a UUID in lower case`);
  return value as string;
}

/** Checks for an RFC 3339 time in UTC: `2026-01-31T12:00:00Z`, with up to 9 digits of fractional seconds. */
export function instant(value: unknown, where: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z$/
    .exec(text(value, where));
  if (match !== null) {
    // Without Date: its first use takes longer than everything else in this file.
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Time;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= days;
    if (isDay && hour < 24 && minute < 60 && second < 60) return value as string;
  }
  throw new SyntaxError(`${at(where)}is not an RFC 3339 time in UTC`);
}

type Time = [number, number, number, number, number, number];

/** Checks for base64url of `min` to `max` bytes and returns the bytes. */
export function bytes(
  value: unknown,
  where: string,
  min: number,
  max = min,
): Uint8Array<ArrayBuffer> {
  const decoded = fromBase64url(text(value, where));
  if (decoded === null) throw new SyntaxError(`${at(where)}is not canonical base64url`);
  if (decoded.length < min || decoded.length > max) {
    throw new SyntaxError(`${at(where)}has ${decoded.length} bytes, not ${min}`);
  }
  return decoded;
}

function at(where: string): string {
  return where ? `${where} ` : "it ";
}
