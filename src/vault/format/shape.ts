import { fromBase64url } from "./base64url.ts";
import { isUuid } from "./uuid.ts";

// Each check names the place (`where`, as in `slots[0].kdf`) and throws `SyntaxError`, as the JSON reader does.

/** The object at `where`, with exactly the members `names`. */
export function members(
  value: unknown,
  where: string,
  names: readonly string[],
): Record<string, unknown> {
  const object = record(value, where);
  for (const name of names) {
    if (!Object.hasOwn(object, name)) throw new SyntaxError(`${at(where)}has no "${name}"`);
  }
  for (const name of Object.keys(object)) {
    if (!names.includes(name)) throw new SyntaxError(`${at(where)}has an unknown member`);
  }
  return object;
}

/** The object at `where`, whatever its members. */
export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError(`${at(where)}is not an object`);
  }
  return value as Record<string, unknown>;
}

/** The array at `where`. */
export function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new SyntaxError(`${at(where)}is not an array`);
  return value;
}

/** The text at `where`. */
export function text(value: unknown, where: string): string {
  if (typeof value !== "string") throw new SyntaxError(`${at(where)}is not a text`);
  return value;
}

/** The whole number at `where`, at least `least`, exact in a double. */
export function whole(value: unknown, where: string, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw new SyntaxError(`${at(where)}is not a whole number from ${least} to 2^53 - 1`);
  }
  return value as number;
}

/** The lower-case UUID at `where`. */
export function uuid(value: unknown, where: string): string {
  if (!isUuid(text(value, where))) throw new SyntaxError(`${at(where)}is not a UUID in lower case`);
  return value as string;
}

/** The RFC 3339 time in UTC at `where`: `2026-01-31T12:00:00Z`, with up to 9 digits of a second's fraction. */
export function instant(value: unknown, where: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z$/
    .exec(text(value, where));
  if (match !== null) {
    // By hand: the first use of Date costs a start more than all else in this file.
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Time;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= days;
    if (isDay && hour < 24 && minute < 60 && second < 60) return value as string;
  }
  throw new SyntaxError(`${at(where)}is not a time in UTC as RFC 3339 writes it`);
}

type Time = [number, number, number, number, number, number];

/** The bytes that the text at `where` stands for: base64url, `least` to `most` bytes. */
export function bytes(
  value: unknown,
  where: string,
  least: number,
  most = least,
): Uint8Array<ArrayBuffer> {
  const decoded = fromBase64url(text(value, where));
  if (decoded === null) throw new SyntaxError(`${at(where)}is not canonical base64url`);
  if (decoded.length < least || decoded.length > most) {
    throw new SyntaxError(`${at(where)}has ${decoded.length} bytes, not ${least}`);
  }
  return decoded;
}

function at(where: string): string {
  return where ? `${where} ` : "it ";
}
