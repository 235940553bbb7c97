import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** What makes one-time codes: the field `one-time password` of an item, read. */
export interface OtpSecret {
  /** Names it where used steps are remembered: says nothing of the secret. 32 hex digits. */
  readonly id: string;
  /** How long a code is good; milliseconds. */
  readonly period: number;
  /** The code of the time step with that number, counted from 1970 (RFC 6238). */
  codeAt(step: number): Secret;
}

/** What an authenticator's secret is, as its QR code and its text say it. */
const PERIODS = [10, 300] as const; // seconds
const DIGITS = [6, 8] as const;
/** Letters beyond whole groups of eight that no number of bytes makes; RFC 4648, section 6. */
const NO_LENGTH: readonly number[] = [1, 3, 6];

/**
 * Reads the field `one-time password` of the item called `title`: base32 (RFC 4648) in either case, with or without
 * spaces, hyphens and padding; or an `otpauth://totp/` URI with such a secret, its digits, period and algorithm. Codes are
 * RFC 6238's. Loads the library that computes them. Faults (78) on anything else; the field is never shown.
 */
export async function parseOtpSecret(text: string, title: string): Promise<OtpSecret> {
  const { Secret: Key, TOTP } = await import("otpauth");
  const { base32, ...how } = /^\s*otpauth:/i.test(text) ? fromUri(text, title) : { base32: text };
  const totp = new TOTP({ ...how, secret: Key.fromBase32(lettersOf(base32, title)) });
  if (totp.secret.bytes.length === 0) throw unusable(title, "its secret is empty");
  const digest = await crypto.subtle.digest("SHA-256", idInput(totp.secret.bytes));
  return {
    id: new Uint8Array(digest, 0, 16).toHex(),
    period: totp.period * 1000,
    codeAt: (step) => new Secret(totp.generate({ timestamp: step * totp.period * 1000 })),
  };
}

/** What an `otpauth://` URI says; its label and issuer are for people. */
interface UriParts {
  readonly base32: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

function fromUri(text: string, title: string): UriParts {
  const url = URL.parse(text.trim());
  const kind = url?.host.toLowerCase();
  if (kind === "hotp") {
    throw unusable(title, "it counts its codes (hotp), and AWS takes those of the clock (totp)");
  }
  const all = [...url?.searchParams ?? []].map(([name, value]) => [name.toLowerCase(), value]);
  const { secret, algorithm, digits, period } = Object.fromEntries(all);
  const [, hash] = /^SHA-?(1|256|512)$/i.exec(algorithm || "SHA1") ?? [];
  const numbers = [digits || "6", period || "30"];
  const secrets = all.filter(([name]) => name === "secret").length;
  if (kind !== "totp" || secrets !== 1 || !hash || !numbers.every((each) => /^\d+$/.test(each))) {
    throw unusable(title, "it is no otpauth:// URI that authenticators agree on");
  }
  const [digitCount, seconds] = numbers.map(Number) as [number, number];
  check(title, "number of digits", digitCount, DIGITS);
  check(title, "period", seconds, PERIODS);
  return { base32: secret, algorithm: `SHA${hash}`, digits: digitCount, period: seconds };
}

/** The letters of a base32 text, in upper case. */
function lettersOf(text: string, title: string): string {
  const letters = text.replace(/[\s-]/g, "").replace(/=+$/, "");
  // Before upper case, which makes base32 of letters that are not.
  if (!/^[A-Za-z2-7]*$/.test(letters)) {
    throw unusable(title, "it is neither base32 nor an otpauth:// URI");
  }
  if (NO_LENGTH.includes(letters.length % 8)) {
    throw unusable(title, "its base32 is cut off: no secret has that many letters");
  }
  return letters.toUpperCase();
}

function check(
  title: string,
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): void {
  if (value >= least && value <= most) return;
  throw unusable(title, `its ${what} is ${value}, not between ${least} and ${most}`);
}

/** The label keeps the digest apart from any other of the same secret. */
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
