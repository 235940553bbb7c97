import type { Host } from "../../host.ts";
import { associatedData } from "../format/associated_data.ts";
import { IV_BYTES, SALT_BYTES } from "../format/vault_file.ts";
import { deriveKey } from "./derive.ts";

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

/**
 * Seals data that is stored outside a vault, such as cached sessions, so that only someone who opens the vault can read
 * it or say what it is.
 */
export interface Sealer {
  /** The id of the vault. */
  readonly vault: string;
  /** Returns a name for `text`, 32 hex digits. The same text gives the same name, and only the key leads back to it. */
  name(text: string): Promise<string>;
  /** Seals `plain` under `name`: `salt | iv | ciphertext | tag`. */
  seal(
    host: Pick<Host, "random">,
    name: string,
    plain: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens what was sealed under `name`. Returns null if the name or any byte differs. */
  open(name: string, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null>;
}

const NAME_BYTES = 16;
const NO_SALT = new Uint8Array(SALT_BYTES);

/**
 * Returns a sealer for the vault with the id `vault`. Its keys are derived from `secret`, an imported vault key or token:
 * one key for names, and one for each sealed content, which has its own salt (HKDF-SHA-256, AES-256-GCM).
 */
export function sealerOf(secret: CryptoKey, vault: string): Sealer {
  const keyOf = (salt: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> =>
    deriveKey(secret, salt, "beside", vault, name);
  return {
    vault,
    async name(text) {
      const bytes = await deriveKey(secret, NO_SALT, "beside-name", vault, text);
      return bytes.subarray(0, NAME_BYTES).toHex();
    },
    async seal(host, name, plain) {
      const salt = host.random(SALT_BYTES);
      const key = await keyOf(salt, name);
      const sealed = await seal(host, key, plain, associatedData("beside", vault, name));
      key.fill(0);
      return joined(salt, sealed);
    },
    async open(name, sealed) {
      const key = await keyOf(sealed.slice(0, SALT_BYTES), name);
      const plain = await open(
        key,
        sealed.subarray(SALT_BYTES),
        associatedData("beside", vault, name),
      );
      key.fill(0);
      return plain;
    },
  };
}

function joined(
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
