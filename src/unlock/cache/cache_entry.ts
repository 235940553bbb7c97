import { VaultKey } from "../../vault/crypto/vault_key.ts";
import { uuidBytes, uuidText } from "../../vault/format/uuid.ts";

/** What a keeper holds of one vault; times in milliseconds from the machine's start, which no set clock moves. */
export interface CacheEntry {
  /** The vault key. */
  readonly key: VaultKey;
  /** When it was unlocked. */
  readonly start: number;
  /** When it ends at the latest. */
  readonly end: number;
  /** After how long without use it ends; milliseconds. */
  readonly idle: number;
  /** The id of the slot that opened it; undefined when that was not told. */
  readonly slot: string | undefined;
}

/** Bytes of a kept entry: the key, three 64-bit floats, the slot's UUID or zeros. */
export const CACHE_ENTRY_BYTES: number = 32 + 3 * 8 + 16;

/** `entry` as bytes, to be wiped by the caller. */
export function formatCacheEntry(entry: CacheEntry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CACHE_ENTRY_BYTES);
  bytes.set(entry.key.bytes);
  const view = new DataView(bytes.buffer);
  [entry.start, entry.end, entry.idle].forEach((time, at) => view.setFloat64(32 + at * 8, time));
  if (entry.slot !== undefined) bytes.set(uuidBytes(entry.slot), 56);
  return bytes;
}

/** The entry that `bytes` are, which are wiped; null when they are none. */
export function parseCacheEntry(bytes: Uint8Array<ArrayBuffer>): CacheEntry | null {
  if (bytes.length !== CACHE_ENTRY_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const slot = bytes.subarray(56);
  const entry = {
    key: new VaultKey(bytes.slice(0, 32)),
    start: view.getFloat64(32),
    end: view.getFloat64(40),
    idle: view.getFloat64(48),
    slot: slot.some((byte) => byte !== 0) ? uuidText(slot) : undefined,
  };
  bytes.fill(0);
  return entry;
}
