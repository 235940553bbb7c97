import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { KEY_BYTES } from "../format/vault_file.ts";

/**
 * Returns 32 bytes that HKDF-SHA-256 (RFC 5869) derives from `secret`, for the caller to wipe. All that is computed on the
 * way is wiped.
 */
export function hkdfSha256(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return hkdf(sha256, secret, salt, info, KEY_BYTES) as Uint8Array<ArrayBuffer>;
}
