import { decodeUtf8, parseStrictJsonFast } from "../../fs/strict_json.ts";
import type { Host } from "../../host.ts";
import { type BaseKey, deriveKey } from "../crypto/derive.ts";
import { toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { bytes, members, record } from "../format/shape.ts";
import { uuidText } from "../format/uuid.ts";
import { KEY_BYTES, SALT_BYTES, type TokenSlot } from "../format/vault_file.ts";
import { deriveWrappingKey, unwrapPayload, type WrapInput, wrapPayload } from "./slot.ts";

/** One item that a token opens. */
export interface Grant {
  /** The item's salt as the file has it: 16 bytes in base64url. */
  readonly salt: string;
  /** The item's key, 32 bytes. The caller wipes it. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** What a new token slot records. */
export interface TokenSlotOptions {
  /** The user's name for it. May be empty. */
  readonly label: string;
  /** When the token expires, epoch milliseconds. */
  readonly expires: number;
}

/** The input of {@linkcode wrapWithToken}. */
interface TokenInput extends Pick<WrapInput, "vaultId">, TokenSlotOptions {
  /** The items that the token opens, by id. */
  readonly grants: ReadonlyMap<string, Grant>;
  /** The token: 32 random bytes, imported. */
  readonly token: BaseKey;
  /** Whether the slot is for a bundle. */
  readonly bundle?: boolean;
}

/** Wraps the keys of some items under a token. */
export async function wrapWithToken(
  host: Pick<Host, "random" | "now">,
  { vaultId, grants, token, label, expires, bundle = false }: TokenInput,
): Promise<TokenSlot> {
  const slot: Omit<TokenSlot, "wrapped"> = {
    id: await tokenSlotId(token),
    kind: "token",
    label,
    created: new Date(host.now()).toISOString(),
    expires: new Date(expires).toISOString(),
    items: Object.fromEntries([...grants].map(([id, grant]) => [id, grant.salt])),
    ...(bundle ? { bundle } : {}),
    kdf: { name: "hkdf-sha256", salt: toBase64url(host.random(SALT_BYTES)) },
  };
  const keys = Object.fromEntries([...grants].map(([id, { key }]) => [id, toBase64url(key)]));
  const payload = new TextEncoder().encode(canonicalJson({ items: keys }));
  try {
    const wrappingKey = await deriveWrappingKey(token, slot.kdf);
    return { ...slot, wrapped: await wrapPayload(host, slot, vaultId, wrappingKey, payload) };
  } finally {
    payload.fill(0);
  }
}

/**
 * Unwraps item keys, by item id, with a token (32 bytes, imported). They are the keys of exactly the items that the slot
 * lists, if it lists any.
 */
export async function unwrapWithToken(
  slot: TokenSlot,
  vaultId: string,
  token: BaseKey,
): Promise<Map<string, Uint8Array<ArrayBuffer>> | null> {
  const payload = await unwrapPayload(slot, vaultId, await deriveWrappingKey(token, slot.kdf));
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

const NO_SALT = new Uint8Array(0);

/**
 * Returns the id of the slot that `token` (32 random bytes, imported) opens, in any vault: a UUID of version 8 (RFC 9562)
 * derived one way from the token. So the slot is found without trying all of them, even after it was revoked.
 */
export async function tokenSlotId(token: BaseKey): Promise<string> {
  const bytes = await deriveKey(token, NO_SALT, "token-id");
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidText(bytes.subarray(0, 16));
}

/**
 * Returns `slot` as it is after its token is revoked: it lists no items, and nothing opens it, because the key that seals
 * it is thrown away. The slot remains so that a reader can tell a revoked token from one of another vault.
 */
export async function revokedSlot(
  host: Pick<Host, "random">,
  vaultId: string,
  slot: TokenSlot,
): Promise<TokenSlot> {
  const { wrapped: _, ...rest } = slot;
  const revoked = { ...rest, items: {} };
  const payload = new TextEncoder().encode(canonicalJson({ items: {} }));
  const throwawayKey = host.random(KEY_BYTES);
  return { ...revoked, wrapped: await wrapPayload(host, revoked, vaultId, throwawayKey, payload) };
}
