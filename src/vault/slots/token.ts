import type { Host } from "../../host.ts";
import { parseStrictJsonFast } from "../../fs/strict_json.ts";
import { decodeUtf8 } from "../../fs/strict_json.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { deriveKey } from "../crypto/derive.ts";
import type { TokenSlot } from "../format/vault_file.ts";
import { KEY_BYTES } from "../crypto/vault_key.ts";
import { slotAssociatedData } from "./password.ts";
import { open, seal } from "../crypto/seal.ts";
import { bytes, members, record } from "../format/shape.ts";
import { SALT_BYTES } from "../format/check_slots.ts";
import { tokenSlotId } from "./token_id.ts";

/** One item that a token is to open: its salt as the file has it, and its key. */
export interface Grant {
  /** 16 bytes in base64url. */
  readonly salt: string;
  /** 32 bytes; the caller wipes them. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** What a new token slot says. */
export interface TokenSlotOptions {
  /** The user's own word for it; may be empty. */
  readonly label: string;
  /** From when on it is not honoured; epoch milliseconds. */
  readonly expires: number;
}

/** Wraps the keys of `grants`, by item id, under the token `secret` (32 random bytes, imported) in a new slot. */
export async function wrapForToken(
  host: Pick<Host, "random" | "now">,
  vaultId: string,
  secret: CryptoKey,
  grants: ReadonlyMap<string, Grant>,
  words: TokenSlotOptions,
): Promise<TokenSlot> {
  const salt = host.random(SALT_BYTES);
  const slot: Omit<TokenSlot, "wrapped"> = {
    id: await tokenSlotId(secret),
    kind: "token",
    label: words.label,
    created: new Date(host.now()).toISOString(),
    expires: new Date(words.expires).toISOString(),
    items: Object.fromEntries([...grants].map(([id, grant]) => [id, grant.salt])),
    kdf: { name: "hkdf-sha256", salt: toBase64url(salt) },
  };
  const keys = Object.fromEntries([...grants].map(([id, { key }]) => [id, toBase64url(key)]));
  const payload = new TextEncoder().encode(canonicalJson({ items: keys }));
  const wrapping = await deriveKey(secret, salt, "slot-key");
  try {
    const wrapped = await seal(host, wrapping, payload, slotAssociatedData(vaultId, slot));
    return { ...slot, wrapped: toBase64url(wrapped) };
  } finally {
    wrapping.fill(0);
    payload.fill(0);
  }
}

/**
 * The item keys that `slot` wraps, by item id, to be wiped by the caller; null when the slot is not as it was made.
 * They are just those of the items that the slot names, where it names any.
 */
export async function unwrapWithToken(
  vaultId: string,
  slot: TokenSlot,
  secret: CryptoKey,
): Promise<Map<string, Uint8Array<ArrayBuffer>> | null> {
  const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
  const associated = slotAssociatedData(vaultId, slot);
  const payload = await open(wrapping, fromBase64url(slot.wrapped)!, associated);
  wrapping.fill(0);
  if (payload === null) return null;
  try {
    const content = members(parseStrictJsonFast(decodeUtf8(payload)), "", ["items"]);
    const granted = record(content.items, "items");
    const ids = Object.keys(slot.items ?? granted);
    const keys = members(granted, "items", ids);
    return new Map(ids.map((id) => [id, bytes(keys[id], `items.${id}`, KEY_BYTES)]));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  } finally {
    payload.fill(0);
  }
}

/**
 * What stays of `slot` when its token is revoked: it names no item, and nothing opens it, for the key it is sealed
 * under is thrown away. It lets a reader tell a revoked token from one of another vault.
 */
export async function revokedSlot(
  host: Pick<Host, "random">,
  vaultId: string,
  slot: TokenSlot,
): Promise<TokenSlot> {
  const { wrapped: _, ...rest } = slot;
  const revoked = { ...rest, items: {} };
  const payload = new TextEncoder().encode(canonicalJson({ items: {} }));
  const nobodys = host.random(KEY_BYTES);
  try {
    const wrapped = await seal(host, nobodys, payload, slotAssociatedData(vaultId, revoked));
    return { ...revoked, wrapped: toBase64url(wrapped) };
  } finally {
    nobodys.fill(0);
  }
}

/** Reports whether the token of `slot` was revoked. */
export function isRevoked(slot: Pick<TokenSlot, "items">): boolean {
  return slot.items !== undefined && Object.keys(slot.items).length === 0;
}
