import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { toBase64url } from "../format/base64url.ts";
import { SALT_BYTES, type SystemSlot } from "../format/vault_file.ts";
import { deriveWrappingKey, unwrapPayload, type WrapInput, wrapPayload } from "./slot.ts";

/** The input of {@linkcode wrapWithSystemSecret}. */
interface SystemInput extends WrapInput {
  /** The 32 random bytes that the system's keychain stores. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** The id of the slot, under which the keychain stores the secret. */
  readonly id: string;
  /** How the presence of a person is verified before the secret is fetched. */
  readonly label: string;
}

/** Wraps the vault key under 32 random bytes that the system's keychain stores. */
export async function wrapWithSystemSecret(
  host: Pick<Host, "random" | "now">,
  { vaultId, key, secret, id, label }: SystemInput,
): Promise<SystemSlot> {
  const slot: Omit<SystemSlot, "wrapped"> = {
    id,
    kind: "system",
    label,
    created: new Date(host.now()).toISOString(),
    kdf: { name: "hkdf-sha256", salt: toBase64url(host.random(SALT_BYTES)) },
  };
  const wrappingKey = await deriveWrappingKey(baseKey(secret), slot.kdf);
  return { ...slot, wrapped: await wrapPayload(host, slot, vaultId, wrappingKey, key.bytes) };
}

/** Unwraps the vault key with the 32 bytes from the system's keychain. */
export async function unwrapWithSystemSecret(
  slot: SystemSlot,
  vaultId: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<VaultKey | null> {
  const wrappingKey = await deriveWrappingKey(baseKey(secret), slot.kdf);
  const key = await unwrapPayload(slot, vaultId, wrappingKey);
  return key && new VaultKey(key);
}
