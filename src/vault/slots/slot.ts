/**
 * The shape of all slot kinds. Each kind has one file with one pair of functions:
 *
 *     wrapWithPassword(host, { vaultId, key, password, ... }): Promise<PasswordSlot>
 *     unwrapWithPassword(slot, vaultId, password): Promise<VaultKey | null>
 *
 * `wrapWith...` returns a new slot. Its input is the vault's id, the key to wrap, the secret to wrap it under, and what
 * else the slot records. `unwrapWith...` returns the wrapped key, or null if the secret does not open the slot: a wrong
 * secret, a changed slot and a slot of another vault all look the same. The secret is a password, 32 bytes from the
 * system's keychain, a recovery code or a token. A token slot wraps the keys of some items instead of the vault key.
 *
 * The functions wipe every key they derive. Callers wipe the secrets they pass in and the keys they get back.
 *
 * @module
 */

import type { Host } from "../../host.ts";
import { type BaseKey, deriveKey } from "../crypto/derive.ts";
import { open, seal } from "../crypto/seal.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import type { SecretKdf, Slot } from "../format/vault_file.ts";

/** The part of the input that every `wrapWith...` function of a vault key takes. */
export interface WrapInput {
  /** The id of the vault. The wrapping is bound to it. */
  readonly vaultId: string;
  /** The vault key. */
  readonly key: VaultKey;
}

/** A vault key and the slot it was unwrapped from. */
export interface Unwrapped<Kind extends Slot = Slot> {
  /** The key. Its owner wipes it. */
  readonly key: VaultKey;
  /** The slot. */
  readonly slot: Kind;
}

/** Derives the wrapping key of a system, recovery or token slot from its 32 secret bytes, imported. */
export function deriveWrappingKey(
  secret: BaseKey,
  kdf: SecretKdf,
): Promise<Uint8Array<ArrayBuffer>> {
  return deriveKey(secret, fromBase64url(kdf.salt)!, "slot-key");
}

/** Returns the `wrapped` member of `slot`: `payload`, sealed under `wrappingKey`. Wipes `wrappingKey`. */
export async function wrapPayload(
  host: Pick<Host, "random">,
  slot: Omit<Slot, "wrapped">,
  vaultId: string,
  wrappingKey: Uint8Array<ArrayBuffer>,
  payload: Uint8Array<ArrayBuffer>,
): Promise<string> {
  try {
    return toBase64url(
      await seal(host, wrappingKey, payload, slotAssociatedData(vaultId, slot)),
    );
  } finally {
    wrappingKey.fill(0);
  }
}

/** Opens the `wrapped` member of `slot`. Returns null if it does not open. Wipes `wrappingKey`. */
export async function unwrapPayload(
  slot: Slot,
  vaultId: string,
  wrappingKey: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await open(
      wrappingKey,
      fromBase64url(slot.wrapped)!,
      slotAssociatedData(vaultId, slot),
    );
  } finally {
    wrappingKey.fill(0);
  }
}

/** Returns the associated data of a slot's wrapping: the vault's id and every member of the slot except `wrapped`. */
export function slotAssociatedData(
  vaultId: string,
  slot: Omit<Slot, "wrapped">,
): Uint8Array<ArrayBuffer> {
  return associatedData("slot", vaultId, canonicalJson({ ...slot, wrapped: undefined }));
}
