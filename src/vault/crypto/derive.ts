import { associatedData } from "../format/associated_data.ts";
import { KEY_BYTES } from "./vault_key.ts";

/** What one Argon2id computation costs. */
export interface KdfCost {
  /** Memory in KiB (1 024 bytes). */
  readonly memoryKiB: number;
  /** Passes over the memory. */
  readonly passes: number;
  /** Degree of parallelism. */
  readonly lanes: number;
}

/** The cost of a new password slot: RFC 9106's 64 MiB and 3 passes; one lane, as WebCrypto here uses one thread. */
export const DEFAULT_COST: KdfCost = { memoryKiB: 65536, passes: 3, lanes: 1 };

/** Prepares 32 secret bytes for {@linkcode deriveKey}; they may be wiped afterwards. */
export function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
}

/** HKDF-SHA-256 (RFC 5869) with `info` = the associated data of `parts`: 32 bytes, to be wiped by the caller. */
export async function deriveKey(
  secret: CryptoKey,
  salt: Uint8Array<ArrayBuffer>,
  ...parts: string[]
): Promise<Uint8Array<ArrayBuffer>> {
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info: associatedData(...parts) };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, secret, KEY_BYTES * 8));
}

/**
 * Argon2id version 1.3 (RFC 9106), no secret value and no associated data: 32 bytes, to be wiped by the caller.
 * `password` is NFKC-normalized and taken as UTF-8. Takes about 0.2 s at {@linkcode DEFAULT_COST}.
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
