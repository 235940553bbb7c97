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

/** The parts of an `otpauth://` URI that make codes; its label and issuer are for people. */
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
    throw unusable(
      title,
      "its codes are counter-based (hotp), and AWS takes time-based ones (totp)",
    );
  }
  const all = [...url?.searchParams ?? []].map(([name, value]) => [name.toLowerCase(), value]);
  const { secret, algorithm, digits, period } = Object.fromEntries(all);
  const [, hash] = /^SHA-?(1|256|512)$/i.exec(algorithm || "SHA1") ?? [];
  const numbers = [digits || "6", period || "30"];
  const secrets = all.filter(([name]) => name === "secret").length;
  if (kind !== "totp" || secrets !== 1 || !hash || !numbers.every((each) => /^\d+$/.test(each))) {
    throw unusable(title, "its otpauth:// URI is not valid");
  }
  const [digitCount, seconds] = numbers.map(Number) as [number, number];
  check(title, "number of digits", digitCount, DIGITS);
  check(title, "period", seconds, PERIODS);
  return { base32: secret, algorithm: `SHA${hash}`, digits: digitCount, period: seconds };
}

/** Returns `text`, in base32, as upper-case letters without separators and padding. */
function lettersOf(text: string, title: string): string {
  const letters = text.replace(/[\s-]/g, "").replace(/=+$/, "");
  // Checked before upper-casing, which turns some other letters into base32.
  if (!/^[A-Za-z2-7]*$/.test(letters)) {
    throw unusable(title, "it is neither base32 nor an otpauth:// URI");
  }
  if (IMPOSSIBLE_LENGTHS.includes(letters.length % 8)) {
    throw unusable(title, "its base32 is cut off: no secret has this length");
  }
  return letters.toUpperCase();
}

function check(
  title: string,
  property: string,
  value: number,
  [min, max]: readonly [number, number],
): void {
  if (value >= min && value <= max) return;
  throw unusable(title, `its ${property} is ${value}, not between ${min} and ${max}`);
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
