import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";

const CODE_BYTES = 20; // 160 bits: 32 letters of base32 without a remainder
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648, section 6
const GROUP = 4; // letters
const CODE_LETTERS = 33; // including the checksum letter
const POLYNOMIAL = 0x25; // x^5 + x^2 + 1, primitive over GF(2)

/** Returns a new recovery code, to write on paper: `ABCD-EFGH-...-X`, eight groups of four letters and a checksum letter. */
export function newRecoveryCode(host: Pick<Host, "random">): Secret {
  const bytes = host.random(CODE_BYTES);
  const values = toValues(bytes);
  bytes.fill(0);
  const letters = [...values, checksum(values)].map((value) => LETTERS[value]).join("");
  return new Secret(letters.match(new RegExp(`.{1,${GROUP}}`, "g"))!.join("-"));
}

/**
 * Returns the 20 bytes of a recovery code as a person types it: in either case, with or without hyphens and spaces, and
 * with the digits 0, 1 and 8, which are in no code, for the letters O, I and B. The caller wipes the bytes.
 *
 * @throws UserError (77, `wrong-recovery-code`) that says what is wrong and never quotes the code.
 */
export function parseRecoveryCode(code: Secret): Uint8Array<ArrayBuffer> {
  // Only ASCII letters: the upper case of some other characters is a base32 letter.
  const letters = code.reveal().replace(/[\s\-\u2010-\u2015]/g, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
  if (letters.length !== CODE_LETTERS) {
    throw wrong(`it has ${letters.length} letters, not ${CODE_LETTERS}`);
  }
  const values = [...letters].map((letter) => LETTERS.indexOf(letter));
  if (values.includes(-1)) throw wrong("it has a character that is in no recovery code");
  const check = values.pop();
  if (check !== checksum(values)) throw wrong("it is mistyped: its checksum letter does not match");
  return toBytes(values);
}

/**
 * Returns the checksum of letters, all as numbers: a polynomial over GF(32) by Horner's rule, which weights each letter
 * with another power of a generator. It detects any one wrong letter, and any two exchanged letters that are less than
 * 31 places apart.
 */
function checksum(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) {
    sum = (sum ^ value) << 1;
    if (sum & 32) sum ^= POLYNOMIAL;
  }
  return sum;
}

function toValues(bytes: Uint8Array<ArrayBuffer>): number[] {
  const values: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values.push((pending >> bits) & 31);
    }
    pending &= (1 << bits) - 1;
  }
  return values;
}

function toBytes(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CODE_BYTES);
  let bits = 0;
  let pending = 0;
  let at = 0;
  for (const value of values) {
    pending = (pending << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  return bytes;
}

function wrong(because: string): UserError {
  return new UserError({
    exit: "denied",
    code: "wrong-recovery-code",
    cannot: "use this recovery code",
    because,
  });
}
