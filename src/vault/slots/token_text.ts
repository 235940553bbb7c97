import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** Random bytes of a token. */
export const TOKEN_BYTES = 32;

const PREFIX = "opaws_";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BODY = 43; // base62 digits of 256 bits
const SUM = 6; // base62 digits of 32 bits
const FORM = /^opaws_[0-9A-Za-z]{49}$/;

/**
 * Writes 32 bytes as a token: `opaws_`, 43 digits in base62, 6 digits of a checksum (CRC-32 of all before it). A secret
 * scanner can match `opaws_[0-9A-Za-z]{49}` and verify the sum, so that no random word is taken for a token.
 */
export function formatToken(bytes: Uint8Array<ArrayBuffer>): Secret {
  const body = PREFIX + base62(BigInt(`0x${bytes.toHex()}`), BODY);
  return new Secret(body + checksum(body));
}

/**
 * The 32 bytes of the token `text`, to be wiped by the caller. `name` is what it was read from.
 * Faults: 77 `token-malformed`, never quoting it.
 */
export function parseToken(text: string, name: string): Uint8Array<ArrayBuffer> {
  if (!FORM.test(text)) {
    throw malformed(name, `it is not ${PREFIX} and ${BODY + SUM} letters and digits`);
  }
  const body = text.slice(0, PREFIX.length + BODY);
  if (checksum(body) !== text.slice(body.length)) {
    throw malformed(name, "its checksum does not fit: some of it was changed or left out");
  }
  let number = 0n;
  for (const digit of body.slice(PREFIX.length)) {
    number = number * 62n + BigInt(DIGITS.indexOf(digit));
  }
  const hex = number.toString(16).padStart(2 * TOKEN_BYTES, "0");
  if (hex.length > 2 * TOKEN_BYTES) throw malformed(name, "it stands for more than 32 bytes");
  return Uint8Array.fromHex(hex);
}

function base62(number: bigint, length: number): string {
  let text = "";
  for (let rest = number; text.length < length; rest /= 62n) {
    text = DIGITS[Number(rest % 62n)] + text;
  }
  return text;
}

/** CRC-32 (ISO-HDLC, as zip and PNG have it) of the ASCII of `text`, in base62. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return base62(BigInt((crc ^ 0xffffffff) >>> 0), SUM);
}

function malformed(name: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code: "token-malformed",
    cannot: `use the token in ${name}`,
    because,
    try: "opaws token create --item ITEM",
  });
}
