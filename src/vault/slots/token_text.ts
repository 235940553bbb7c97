import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { checksum, fromBase62, toBase62 } from "../format/checksum.ts";

/** Bytes of a token. */
export const TOKEN_BYTES = 32;

const PREFIX = "opaws_";
const BODY_DIGITS = 43; // base62 digits of 256 bits
const CHECKSUM_DIGITS = 6; // base62 digits of 32 bits
const PATTERN = /^opaws_[0-9A-Za-z]{49}$/;

/**
 * Returns 32 bytes in the text form of a token: `opaws_`, 43 base62 digits, and a checksum of 6 digits (the CRC-32 of
 * everything before it). A secret scanner can match `opaws_[0-9A-Za-z]{49}` and verify the checksum, so that it does not
 * report random words.
 */
export function formatToken(bytes: Uint8Array<ArrayBuffer>): Secret {
  const body = PREFIX + toBase62(BigInt(`0x${bytes.toHex()}`), BODY_DIGITS);
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
  const number = fromBase62(body.slice(PREFIX.length));
  const hex = number.toString(16).padStart(2 * TOKEN_BYTES, "0");
  if (hex.length > 2 * TOKEN_BYTES) throw malformed(source, "it encodes more than 32 bytes");
  return Uint8Array.fromHex(hex);
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
