import { Fault } from "../fault.ts";
import { Secret } from "../secret.ts";

/** What makes one-time codes: the field `one-time password` of an item, read. */
export interface OtpSecret {
  /** Names it where used steps are remembered: says nothing of the secret. 32 hex digits. */
  readonly id: string;
  /** How long a code is good; milliseconds. */
  readonly period: number;
  /** The code of the time step with that number, counted from 1970 (RFC 6238). */
  codeOf(step: number): Secret;
}

/** What an authenticator's secret is, as its QR code and its text say it. */
const PERIODS = [10, 300] as const; // seconds
const DIGITS = [6, 8] as const;
/** Letters beyond whole groups of eight that no number of bytes makes; RFC 4648, section 6. */
const NO_LENGTH: readonly number[] = [1, 3, 6];

/**
 * Reads the field `one-time password` of the item called `title`: base32 (RFC 4648) in either case, with or without
 * spaces, hyphens and padding; or an `otpauth://totp/` URI with its digits, period and algorithm. Codes are RFC 6238's.
 * Loads the library that computes them. Faults (78) on anything else; the field is never shown.
 */
export async function readOtpSecret(text: string, title: string): Promise<OtpSecret> {
  const { Secret: Key, TOTP, URI } = await import("otpauth");
  const totp = /^\s*otpauth:/i.test(text) ? fromUri() : fromBase32();
  if (totp.secret.bytes.length === 0) throw unusable(title, "its secret is empty");
  const digest = await crypto.subtle.digest("SHA-256", idInput(totp.secret.bytes));
  return {
    id: new Uint8Array(digest, 0, 16).toHex(),
    period: totp.period * 1000,
    codeOf: (step) => new Secret(totp.generate({ timestamp: step * totp.period * 1000 })),
  };

  function fromUri(): InstanceType<typeof TOTP> {
    let parsed;
    try {
      parsed = URI.parse(text.trim());
    } catch {
      throw unusable(title, "it is no otpauth:// URI that authenticators agree on");
    }
    if (!(parsed instanceof TOTP)) {
      throw unusable(title, "it counts its codes (hotp), and AWS takes those of the clock (totp)");
    }
    check(title, "period", parsed.period, PERIODS);
    check(title, "number of digits", parsed.digits, DIGITS);
    return parsed;
  }

  function fromBase32(): InstanceType<typeof TOTP> {
    const letters = text.replace(/[\s-]/g, "").replace(/=+$/, "");
    // Before upper case, which makes base32 of letters that are not.
    if (!/^[A-Za-z2-7]*$/.test(letters)) {
      throw unusable(title, "it is neither base32 nor an otpauth:// URI");
    }
    if (NO_LENGTH.includes(letters.length % 8)) {
      throw unusable(title, "its base32 is cut off: no secret has that many letters");
    }
    return new TOTP({ secret: Key.fromBase32(letters.toUpperCase()) });
  }
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

function unusable(title: string, because: string): Fault {
  return new Fault({
    exit: "refused",
    code: "bad-otp",
    cannot: `use the one-time password of item ${JSON.stringify(title)}`,
    because,
  });
}
