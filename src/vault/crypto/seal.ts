import type { Host } from "../../host.ts";
import { IV_BYTES } from "../format/vault_file.ts";

/**
 * Encrypts `plain` with AES-256-GCM and a new iv. Returns `iv | ciphertext | tag`. `key` is 32 bytes. The caller wipes
 * it.
 */
export async function seal(
  host: Pick<Host, "random">,
  key: Uint8Array<ArrayBuffer>,
  plain: Uint8Array<ArrayBuffer>,
  associated: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = host.random(IV_BYTES);
  const gcm = { name: "AES-GCM", iv, additionalData: associated };
  const ciphertext = await crypto.subtle.encrypt(gcm, await importKey(key, "encrypt"), plain);
  return joined(iv, new Uint8Array(ciphertext));
}

/** Opens what {@linkcode seal} made. Returns null if the key, the associated data or any sealed byte differs. */
export async function open(
  key: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
  associated: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const gcm = {
    name: "AES-GCM",
    iv: sealed.subarray(0, IV_BYTES),
    additionalData: associated,
  };
  const imported = await importKey(key, "decrypt");
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(gcm, imported, sealed.subarray(IV_BYTES)),
    );
  } catch {
    return null;
  }
}

/** Returns the bytes of `first` and then those of `second`. */
export function joined(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

function importKey(key: Uint8Array<ArrayBuffer>, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
}
