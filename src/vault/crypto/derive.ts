import { associatedData } from "../format/associated_data.ts";
import type { KdfCost } from "../format/kdf_cost.ts";
import { KEY_BYTES } from "../format/vault_file.ts";

/** Imports 32 secret bytes for {@linkcode deriveKey}. The caller may wipe them afterwards. */
export function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
}

/** Derives a key by HKDF-SHA-256 (RFC 5869), with the associated data of `parts` as `info`. Returns 32 bytes to wipe. */
export async function deriveKey(
  secret: CryptoKey,
  salt: Uint8Array<ArrayBuffer>,
  ...parts: string[]
): Promise<Uint8Array<ArrayBuffer>> {
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info: associatedData(...parts) };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, secret, KEY_BYTES * 8));
}

/**
 * Derives a key from `password`, normalized to NFKC and encoded in UTF-8, by Argon2id version 1.3 (RFC 9106) without a
 * secret value or associated data. Takes about 0.2 s at the cost of a new vault. Returns 32 bytes for the caller to wipe.
 */
export async function derivePasswordKey(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  cost: KdfCost,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(password.normalize("NFKC"));
  try {
    const base = await crypto.subtle.importKey("raw-secret", bytes, "Argon2id", false, [
      "deriveBits",
    ]);
    const argon2 = {
      name: "Argon2id",
      nonce: salt,
      memory: cost.memoryKiB,
      passes: cost.passes,
      parallelism: cost.lanes,
    };
    return new Uint8Array(await crypto.subtle.deriveBits(argon2, base, KEY_BYTES * 8));
  } finally {
    bytes.fill(0);
  }
}
