import { deriveKey } from "../crypto/derive.ts";

const NO_SALT = new Uint8Array(0);

/**
 * The id of the slot that the token `secret` (32 random bytes, imported) opens, in whichever vault: a UUID of version 8
 * (RFC 9562) derived from it one way, so that the slot is found without trying all, and a revoked one still recognized.
 */
export async function tokenSlotId(secret: CryptoKey): Promise<string> {
  const bytes = await deriveKey(secret, NO_SALT, "token-id");
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.subarray(0, 16).toHex().replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    "$1-$2-$3-$4-$5",
  );
}
