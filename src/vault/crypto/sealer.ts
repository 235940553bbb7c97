import type { Host } from "../../host.ts";
import { associatedData } from "../format/associated_data.ts";
import { SALT_BYTES } from "../format/vault_file.ts";
import { type BaseKey, deriveKey } from "./derive.ts";
import { joined, open, seal } from "./seal.ts";

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
  /** Overwrites the secret that its keys are derived from. It seals and opens nothing afterwards. */
  wipe(): void;
}

const NAME_BYTES = 16;
const NO_SALT = new Uint8Array(SALT_BYTES);

/**
 * Returns a sealer for the vault with the id `vault`. Its keys are derived from `secret`, an imported vault key or token:
 * one key for names, and one for each sealed content, which has its own salt (HKDF-SHA-256, AES-256-GCM).
 */
export function sealerOf(secret: BaseKey, vault: string): Sealer {
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
    wipe: () => secret.wipe(),
  };
}
