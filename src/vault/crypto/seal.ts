import type { Host } from "../../host.ts";

/** Bytes of the initialization vector before the ciphertext; NIST SP 800-38D. */
export const IV_BYTES = 12;
/** Bytes of the authentication tag after it. */
export const TAG_BYTES = 16;

/** AES-256-GCM: `iv | ciphertext | tag`, the iv drawn anew from `host`. `key` is 32 bytes; it is not wiped. */
export async function seal(
  host: Pick<Host, "random">,
  key: Uint8Array<ArrayBuffer>,
  plain: Uint8Array<ArrayBuffer>,
  associated: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = host.random(IV_BYTES);
  const gcm = { name: "AES-GCM", iv, additionalData: associated };
  const ciphertext = await crypto.subtle.encrypt(gcm, await importKey(key, "encrypt"), plain);
  const sealed = new Uint8Array(IV_BYTES + ciphertext.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(ciphertext), IV_BYTES);
  return sealed;
}

/** Opens what {@linkcode seal} made; null when key, associated data or any sealed byte differ. */
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

function importKey(key: Uint8Array<ArrayBuffer>, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
}
