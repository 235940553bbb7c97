import type { Host } from "../../host.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { deriveKey, importSecret } from "../crypto/derive.ts";
import type { SecretSlot, VaultFile } from "../format/vault_file.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { slotAssociatedData } from "./password.ts";
import { open, seal } from "../crypto/seal.ts";
import { SALT_BYTES } from "../format/check_slots.ts";
import { newUuid } from "../format/uuid.ts";

/** What a slot for 32 secret bytes says of itself. */
export interface SecretSlotOptions {
  /** Which unlocker has the secret. */
  readonly kind: SecretSlot["kind"];
  /** The user's word for it; of a system slot, how presence is verified. */
  readonly label: string;
  /** Its id, when it had to be known before; else a new one is drawn. */
  readonly id?: string;
}

/** Wraps `key` under 32 secret bytes in a new slot. They are left for the caller to wipe. */
export async function wrapWithSecret(
  host: Pick<Host, "random" | "now">,
  vaultId: string,
  key: VaultKey,
  secret: Uint8Array<ArrayBuffer>,
  words: SecretSlotOptions,
): Promise<SecretSlot> {
  const id = words.id ?? newUuid(host);
  const salt = host.random(SALT_BYTES);
  const slot: Omit<SecretSlot, "wrapped"> = {
    id,
    kind: words.kind,
    label: words.label,
    created: new Date(host.now()).toISOString(),
    kdf: { name: "hkdf-sha256", salt: toBase64url(salt) },
  };
  const wrapping = await deriveKey(await importSecret(secret), salt, "slot-key");
  try {
    const wrapped = await seal(host, wrapping, key.bytes, slotAssociatedData(vaultId, slot));
    return { ...slot, wrapped: toBase64url(wrapped) };
  } finally {
    wrapping.fill(0);
  }
}

/** Unwraps the vault key of `file` from `slot` with 32 secret bytes; null when they are not this slot's. */
export async function unwrapWithSecret(
  file: Pick<VaultFile, "id">,
  slot: SecretSlot,
  secret: Uint8Array<ArrayBuffer>,
): Promise<VaultKey | null> {
  const salt = fromBase64url(slot.kdf.salt)!;
  const wrapping = await deriveKey(await importSecret(secret), salt, "slot-key");
  try {
    const key = await open(
      wrapping,
      fromBase64url(slot.wrapped)!,
      slotAssociatedData(file.id, slot),
    );
    return key && new VaultKey(key);
  } finally {
    wrapping.fill(0);
  }
}
