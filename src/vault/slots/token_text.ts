import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** Bytes of a token. */
export const TOKEN_BYTES = 32;

const PREFIX = "opaws_";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BODY_DIGITS = 43; // base62 digits of 256 bits
const CHECKSUM_DIGITS = 6; // base62 digits of 32 bits
const PATTERN = /^opaws_[0-9A-Za-z]{49}$/;

/**
 * Returns 32 bytes in the text form of a token: `opaws_`, 43 base62 digits, and a checksum of 6 digits (the CRC-32 of
 * everything before it). A secret scanner can match `opaws_[0-9A-Za-z]{49}` and verify the checksum, so that it does not
 * report random words.
 */
export function formatToken(bytes: Uint8Array<ArrayBuffer>): Secret {
  const body = PREFIX + base62(BigInt(`0x${bytes.toHex()}`), BODY_DIGITS);
  return new Secret(body + checksum(body));
}

/**
 * Returns the 32 bytes of the token `text`, for the caller to wipe. `source` is where the text comes from, for messages.
 *
 * @throws UserError (77, `token-malformed`), which never quotes the text.
 */
export function parseToken(text: string, source: string): Uint8Array<ArrayBuffer> {
  if (!PATTERN.test(text)) {
    throw malformed(
      source,
      `it is not ${PREFIX} followed by ${BODY_DIGITS + CHECKSUM_DIGITS} letters and digits`,
    );
  }
  const body = text.slice(0, PREFIX.length + BODY_DIGITS);
  if (checksum(body) !== text.slice(body.length)) {
    throw malformed(source, "its checksum does not match: part of it was changed or left out");
  }
  let number = 0n;
  for (const digit of body.slice(PREFIX.length)) {
    number = number * 62n + BigInt(DIGITS.indexOf(digit));
  }
  const hex = number.toString(16).padStart(2 * TOKEN_BYTES, "0");
  if (hex.length > 2 * TOKEN_BYTES) throw malformed(source, "it encodes more than 32 bytes");
  return Uint8Array.fromHex(hex);
}

function base62(number: bigint, length: number): string {
  let text = "";
  for (let rest = number; text.length < length; rest /= 62n) {
    text = DIGITS[Number(rest % 62n)] + text;
  }
  return text;
}

/** Returns the CRC-32 (ISO-HDLC, as in zip and PNG) of the ASCII string `text`, in base62. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return base62(BigInt((crc ^ 0xffffffff) >>> 0), CHECKSUM_DIGITS);
}

function malformed(source: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code: "token-malformed",
    cannot: `use the token in ${source}`,
    because,
    try: "opaws token create --item ITEM",
  });
}
