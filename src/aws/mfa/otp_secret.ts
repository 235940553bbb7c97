import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** A secret that makes one-time codes, parsed from the field `one-time password` of an item. */
export interface OtpSecret {
  /** 32 hex digits that identify the secret in the record of used time steps without revealing it. */
  readonly id: string;
  /** How long a code is valid; milliseconds. */
  readonly period: number;
  /** Returns the code of the time step `step`, counted from 1970 (RFC 6238). */
  codeAt(step: number): Secret;
}

const PERIODS = [10, 300] as const; // seconds
const DIGITS = [6, 8] as const;
/** Lengths, modulo 8, that no base32 text has; RFC 4648, section 6. */
const IMPOSSIBLE_LENGTHS: readonly number[] = [1, 3, 6];

/**
 * Parses the field `one-time password` of the item called `title`: base32 (RFC 4648) in either case, with or without
 * spaces, hyphens and padding; or an `otpauth://totp/` URI with such a secret, its digits, period and algorithm. The
 * codes are those of RFC 6238. Loads the library that computes them.
 *
 * @throws UserError (78, refused) on anything else. The message never contains the field.
 */
export async function parseOtpSecret(text: string, title: string): Promise<OtpSecret> {
  const parts = readParts(text);
  if (typeof parts === "string") throw unusable(title, parts);
  const { Secret: Key, TOTP } = await import("otpauth");
  const { letters, ...settings } = parts;
  const totp = new TOTP({ ...settings, secret: Key.fromBase32(letters) });
  const digest = await crypto.subtle.digest("SHA-256", idInput(totp.secret.bytes));
  return {
    id: new Uint8Array(digest, 0, 16).toHex(),
    period: totp.period * 1000,
    codeAt: (step) => new Secret(totp.generate({ timestamp: step * totp.period * 1000 })),
  };
}

/**
 * Returns why {@linkcode parseOtpSecret} would refuse `text`, as the cause of an error; null if it would not. `length` is
 * that of the secret, in base32.
 */
export function checkOtpSecret(
  text: string,
): { readonly problem: string } | { readonly problem: null; readonly length: number } {
  const parts = readParts(text);
  return typeof parts === "string"
    ? { problem: parts }
    : { problem: null, length: parts.letters.length };
}

/** What makes codes. An `otpauth://` URI also has a label and an issuer, for people. */
interface OtpParts {
  /** The secret: base32 in upper case, without separators and padding. */
  readonly letters: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
}

/** Returns the parts of `text`, or why it has none. */
function readParts(text: string): OtpParts | string {
  if (!/^\s*otpauth:/i.test(text)) return readLetters(text);
  const url = URL.parse(text.trim());
  const kind = url?.host.toLowerCase();
  if (kind === "hotp") {
    return "its codes are counter-based (hotp), and AWS takes time-based ones (totp)";
  }
  const all = [...url?.searchParams ?? []].map(([name, value]) => [name.toLowerCase(), value]);
  const { secret, algorithm, digits, period } = Object.fromEntries(all);
  const [, hash] = /^SHA-?(1|256|512)$/i.exec(algorithm || "SHA1") ?? [];
  const numbers = [digits || "6", period || "30"];
  const secrets = all.filter(([name]) => name === "secret").length;
  if (kind !== "totp" || secrets !== 1 || !hash || !numbers.every((each) => /^\d+$/.test(each))) {
    return "its otpauth:// URI is not valid";
  }
  const [digitCount, seconds] = numbers.map(Number) as [number, number];
  const outside = outsideOf("number of digits", digitCount, DIGITS) ??
    outsideOf("period", seconds, PERIODS);
  if (outside !== null) return outside;
  const parts = readLetters(secret);
  return typeof parts === "string"
    ? parts
    : { ...parts, algorithm: `SHA${hash}`, digits: digitCount, period: seconds };
}

function readLetters(base32: string): OtpParts | string {
  const letters = base32.replace(/[\s-]/g, "").replace(/=+$/, "");
  // Checked before upper-casing, which turns some other letters into base32.
  if (!/^[A-Za-z2-7]*$/.test(letters)) return "it is neither base32 nor an otpauth:// URI";
  if (IMPOSSIBLE_LENGTHS.includes(letters.length % 8)) {
    return "its base32 is cut off: no secret has this length";
  }
  return letters === "" ? "its secret is empty" : { letters: letters.toUpperCase() };
}

function outsideOf(
  property: string,
  value: number,
  [min, max]: readonly [number, number],
): string | null {
  return value >= min && value <= max
    ? null
    : `its ${property} is ${value}, not between ${min} and ${max}`;
}

/** Returns the input of the digest that becomes the id. Its label separates it from other digests of the secret. */
function idInput(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = new TextEncoder().encode("opaws/v1 one-time password\0");
  const bytes = new Uint8Array(label.length + secret.length);
  bytes.set(label);
  bytes.set(secret, label.length);
  return bytes;
}

function unusable(title: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-otp",
    cannot: `use the one-time password of item ${JSON.stringify(title)}`,
    because,
  });
}
