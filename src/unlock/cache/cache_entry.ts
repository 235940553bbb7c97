import type { Host } from "../../host.ts";
import { VaultKey } from "../../vault/crypto/vault_key.ts";
import { uuidBytes, uuidText } from "../../vault/format/uuid.ts";
import type { CachedKey } from "./unlock_cache.ts";

/**
 * What a cache stores about one vault. Times are milliseconds since the machine started: setting the clock does not move
 * them.
 */
export interface CacheEntry {
  /** The vault key. */
  readonly key: VaultKey;
  /** When the vault was unlocked. */
  readonly start: number;
  /** When it locks at the latest. */
  readonly end: number;
  /** How long it stays unlocked without use; milliseconds. */
  readonly idle: number;
  /** The id of the slot that unlocked it; undefined if it is not known. */
  readonly slot: string | undefined;
}

/** The size of a formatted entry: the key, three 64-bit floats, and the slot's UUID or zeros. */
export const CACHE_ENTRY_BYTES: number = 32 + 3 * 8 + 16;

/** Returns `entry` as bytes, which the caller wipes. */
export function formatCacheEntry(entry: CacheEntry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CACHE_ENTRY_BYTES);
  bytes.set(entry.key.bytes);
  const view = new DataView(bytes.buffer);
  [entry.start, entry.end, entry.idle].forEach((time, at) => view.setFloat64(32 + at * 8, time));
  if (entry.slot !== undefined) bytes.set(uuidBytes(entry.slot), 56);
  return bytes;
}

/** Parses `bytes` and wipes them. Returns null if they are not an entry. */
export function parseCacheEntry(bytes: Uint8Array<ArrayBuffer>): CacheEntry | null {
  if (bytes.length !== CACHE_ENTRY_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const slot = bytes.subarray(56);
  // The engine moves small arrays when it collects garbage, and leaves a copy behind. It doesn't move a buffer.
  const key = new VaultKey(new Uint8Array(new ArrayBuffer(32)));
  key.bytes.set(bytes.subarray(0, 32));
  const entry = {
    key,
    start: view.getFloat64(32),
    end: view.getFloat64(40),
    idle: view.getFloat64(48),
    slot: slot.some((byte) => byte !== 0) ? uuidText(slot) : undefined,
  };
  bytes.fill(0);
  return entry;
}

/**
 * Reports whether a limit of `entry` has passed at `now`, if it was last used at `used`. A use in the future means that
 * the machine has restarted since.
 */
export function hasEnded(entry: CacheEntry, used: number, now: number): boolean {
  return now < used || now >= entry.end || now >= used + entry.idle;
}

/** Wipes the key of `entry` and returns the rest for people; null if a limit has passed. `used` is its last use. */
export function describeCacheEntry(
  host: Pick<Host, "now" | "uptime">,
  name: { readonly vault: string; readonly terminal: string },
  entry: CacheEntry,
  used: number,
): CachedKey | null {
  entry.key.wipe();
  const now = host.now();
  const uptime = host.uptime();
  if (hasEnded(entry, used, uptime)) return null;
  return {
    vault: name.vault,
    terminal: name.terminal,
    slot: entry.slot ?? null,
    since: now - (uptime - entry.start),
    until: now + (entry.end - uptime),
    idleUntil: now + (Math.min(used + entry.idle, entry.end) - uptime),
  };
}
