import type { Host } from "../../host.ts";
import { associatedData } from "../format/associated_data.ts";
import { deriveKey } from "./derive.ts";
import { open, seal } from "./seal.ts";
import { SALT_BYTES } from "../format/check_slots.ts";

/** Seals what is kept beside a vault, so that only whoever opens the vault can read it or tell what it is. */
export interface Sealer {
  /** The id of the vault. */
  readonly vault: string;
  /** A name for `text`, 32 hex digits: the same for the same text, and nobody without the key can tell the text. */
  name(text: string): Promise<string>;
  /** Seals `plain` as what is called `name`: `salt | iv | ciphertext | tag`. */
  seal(
    host: Pick<Host, "random">,
    name: string,
    plain: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens what was sealed as `name`; null when it was not, or when any byte differs. */
  open(name: string, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null>;
}

const NAME_BYTES = 16;
const NO_SALT = new Uint8Array(SALT_BYTES);

/**
 * A sealer under keys derived from `secret`, an imported vault key, for the vault with the id `vault`: one for the names
 * and, with a new salt at every seal, one for each content (HKDF-SHA-256, AES-256-GCM).
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
      const bytes = new Uint8Array(salt.length + sealed.length);
      bytes.set(salt);
      bytes.set(sealed, salt.length);
      return bytes;
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
