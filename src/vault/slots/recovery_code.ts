import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import { deriveKey, importSecret } from "../crypto/derive.ts";

const CODE_BYTES = 20; // 160 bits: 32 letters of base32 without a remainder
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648, section 6
const GROUP = 4; // letters
const CODE_LETTERS = 33; // with the checksum letter
const POLYNOMIAL = 0x25; // x^5 + x^2 + 1, primitive over GF(2)

/** A new recovery code, for paper: `ABCD-EFGH-...-X`, eight groups of four letters and the checksum letter. */
export function newRecoveryCode(host: Pick<Host, "random">): Secret {
  const bytes = host.random(CODE_BYTES);
  const values = toValues(bytes);
  bytes.fill(0);
  const letters = [...values, checksum(values)].map((value) => LETTERS[value]).join("");
  return new Secret(letters.match(new RegExp(`.{1,${GROUP}}`, "g"))!.join("-"));
}

/**
 * The 20 bytes of a recovery code as a person types it: in any case, with or without hyphens and spaces, and with the
 * digits 0, 1 and 8, which no code has, for the letters they look like. Faults (77) `wrong-recovery-code` telling what
 * is amiss, never the code. The caller wipes the bytes.
 */
export function parseRecoveryCode(code: Secret): Uint8Array<ArrayBuffer> {
  // Letter by letter, for the upper case of some signs that are none of base32's is one of its letters.
  const letters = code.reveal().replace(/[\s\-\u2010-\u2015]/g, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
  if (letters.length !== CODE_LETTERS) {
    throw wrong(`it has ${letters.length} letters, not ${CODE_LETTERS}`);
  }
  const values = [...letters].map((letter) => LETTERS.indexOf(letter));
  if (values.includes(-1)) throw wrong("it has a sign that is in no recovery code");
  const check = values.pop();
  if (check !== checksum(values)) throw wrong("it is mistyped: its last letter does not fit");
  return toBytes(values);
}

/**
 * The 32 secret bytes of a recovery slot: HKDF of the code's 20 bytes, with the vault's id as salt, so that the slot is
 * wrapped as every other secret slot is and a code says nothing of another vault's.
 */
export async function recoverySecret(
  vaultId: string,
  code: Secret,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = parseRecoveryCode(code);
  try {
    const salt = new TextEncoder().encode(vaultId);
    return await deriveKey(await importSecret(bytes), salt, "recovery-code");
  } finally {
    bytes.fill(0);
  }
}

/**
 * The checksum of letters as numbers: a polynomial over GF(32) by Horner's rule, each letter weighted by another power
 * of a generator. Any one wrong letter shows, and any two that changed places less than 31 apart.
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
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values.push((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return values;
}

function toBytes(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CODE_BYTES);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const value of values) {
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
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
