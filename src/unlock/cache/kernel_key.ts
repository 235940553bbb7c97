import type { Paths } from "../../fs/paths.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { CACHE_ENTRY_BYTES, type CacheEntry, hasEnded, parseCacheEntry } from "./cache_entry.ts";
import {
  addKey,
  destroyKey,
  findKey,
  MAX_TRIES,
  readKey,
  type Serial,
  setKeyTimeout,
  updateKey,
} from "./keyctl.ts";

/** The first part of the name of a cached vault key. */
export const KEY_PREFIX = "opaws:2";
/** The first part of the name of the record of its last use. */
const USED_PREFIX = "opaws-used:2";

/** What the name of a cached vault key consists of. */
export interface KernelKeyName {
  /** The id of the vault. */
  readonly vault: string;
  /** The id of the terminal session. */
  readonly terminal: string;
  /** The real path of the home directory. */
  readonly home: string;
}

/**
 * Returns the cached vault key called `name`, and restarts its idle time if `isUse` is set; null if it is not cached or a
 * limit has passed. `uptime` returns the time since the machine started; milliseconds.
 */
export function takeKernelKey(
  name: KernelKeyName,
  uptime: () => number,
  isUse: boolean,
): VaultKey | null {
  const found = findEntry(name);
  if (found === null) return null;
  const { serial, entry } = found;
  const used = lastUse(name) ?? entry.start;
  const now = uptime(); // read after `used`: another command may use the key in between
  const left = Math.min(entry.idle, entry.end - now);
  if (hasEnded(entry, used, now)) {
    entry.key.wipe();
    destroyKey(serial);
    return null;
  }
  if (!isUse) return entry.key;
  // If another command has replaced the key, the new one has a timeout of its own.
  setKeyTimeout(serial, left / 1000);
  try {
    recordUse(name, now, left);
  } catch {
    // The idle time then counts from the use before: the key ends too early, never too late.
  }
  return entry.key;
}

/** Returns the name of a key in the kernel. */
export function keyDescription(prefix: string, { vault, terminal, home }: KernelKeyName): string {
  return `${prefix}:${vault}:${terminal}:${home}`;
}

/** Reads and wipes the entry in the key `serial`; null if the key is gone or holds something else. */
export function readEntry(serial: Serial): CacheEntry | null {
  const payload = readKey(serial, CACHE_ENTRY_BYTES + 1);
  return payload && parseCacheEntry(payload);
}

/** Returns when a key was last used, in milliseconds since the machine started; null if it is not recorded. */
export function lastUse(name: KernelKeyName): number | null {
  const serial = findKey(keyDescription(USED_PREFIX, name));
  const payload = serial === null ? null : readKey(serial, 8);
  return payload?.length === 8 ? new DataView(payload.buffer).getFloat64(0) : null;
}

/**
 * Records that the key `name` is used `now`, for `left` milliseconds at most. Changes the record in place: while there was
 * none, a parallel command would consider the key unused.
 */
export function recordUse(name: KernelKeyName, now: number, left: number): void {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setFloat64(0, now);
  const description = keyDescription(USED_PREFIX, name);
  const serial = findKey(description);
  if (serial !== null && updateKey(serial, payload, left / 1000)) return;
  addKey(description, payload, left / 1000);
}

/**
 * Returns the home directory, which is part of each key's name. A user has one keyring, so without it a test run in a
 * throw-away HOME would lock the user's own vaults. XDG variables are not part of the name: a shell may set some that a
 * systemd unit lacks, and the unit of a screen lock must find the shell's keys.
 */
export function realHome({ home }: Pick<Paths, "home">): string {
  try {
    return Deno.realPathSync(home);
  } catch {
    return home;
  }
}

/** Returns the cached key of the vault; null if there is none. Another command may replace it before it is read. */
function findEntry(
  name: KernelKeyName,
): { readonly serial: Serial; readonly entry: CacheEntry } | null {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const serial = findKey(keyDescription(KEY_PREFIX, name));
    if (serial === null) return null;
    const entry = readEntry(serial);
    if (entry !== null) return { serial, entry };
  }
  return null;
}
