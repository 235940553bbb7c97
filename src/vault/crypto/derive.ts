import { noteCopies } from "../../key_copies.ts";
import { associatedData } from "../format/associated_data.ts";
import type { KdfCost } from "../format/kdf_cost.ts";
import { KEY_BYTES } from "../format/vault_file.ts";

/** A secret that keys are derived from: a vault key, a token, or the secret of a slot. */
export interface BaseKey {
  /** Derives 32 bytes by HKDF-SHA-256 (RFC 5869), for the caller to wipe. */
  derive(
    salt: Uint8Array<ArrayBuffer>,
    info: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Overwrites the secret, where opaws can. It derives nothing afterwards. */
  wipe(): void;
}

/**
 * Imports 32 secret bytes into WebCrypto, for the plain case alone: that is the fastest way, but WebCrypto makes copies of
 * the secret that nobody can wipe. Everything that may wait for a person or for AWS takes `baseKey` of `base_key.ts`. The
 * caller may wipe the bytes afterwards.
 */
export async function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<BaseKey> {
  noteCopies();
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return {
    async derive(salt, info) {
      const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
      return new Uint8Array(await crypto.subtle.deriveBits(hkdf, key, KEY_BYTES * 8));
    },
    wipe() {
      // WebCrypto has no way to do that. The process ends or becomes the tool at once.
    },
  };
}

/** Derives a key from `secret`, with the associated data of `parts` as `info`. Returns 32 bytes to wipe. */
export async function deriveKey(
  secret: BaseKey,
  salt: Uint8Array<ArrayBuffer>,
  ...parts: string[]
): Promise<Uint8Array<ArrayBuffer>> {
  return await secret.derive(salt, associatedData(...parts));
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
