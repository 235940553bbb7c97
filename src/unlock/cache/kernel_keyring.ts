import type { Paths } from "../../fs/paths.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { hasTerminalEnded } from "../terminal_session.ts";
import {
  CACHE_ENTRY_BYTES,
  type CacheEntry,
  describeCacheEntry,
  formatCacheEntry,
  hasEnded,
  parseCacheEntry,
} from "./cache_entry.ts";
import { markCached, removeMark } from "./cache_mark.ts";
import type { CachedKey, Limits, UnlockCache } from "./unlock_cache.ts";
import {
  addKey,
  destroyKey,
  findKey,
  listKeys,
  MAX_TRIES,
  readKey,
  type Serial,
  setKeyTimeout,
  updateKey,
  userRingExists,
} from "./keyctl.ts";

const PREFIX = "opaws:2";
const USED_PREFIX = "opaws-used:2";

/** Reports whether this machine has a kernel keyring that this user can use. */
export function kernelKeyringWorks({ platform }: Pick<Host, "platform">): boolean {
  try {
    return platform === "linux" && userRingExists();
  } catch {
    return false;
  }
}

/**
 * Caches vault keys in the kernel's user keyring, which destroys them at their timeout (`keyrings(7)`). The kernel counts
 * on the wall clock, and setting that back would prolong a key. Each limit is therefore also checked here, against the
 * clock that counts from the machine's start and goes on in suspend. The time of last use is in a second key, which holds
 * no secret: updating a key clears its timeout, and a vault key must never be without one.
 */
export class KernelKeyring implements UnlockCache {
  /** See {@linkcode UnlockCache.name}. */
  readonly name = "kernel keyring";
  readonly #host: Host;
  readonly #paths: Paths;
  readonly #home: string;
  readonly #terminal: string;

  /** Caches for the terminal session `terminal`, within the home directory of `paths`. */
  constructor(host: Host, paths: Paths, terminal: string) {
    this.#host = host;
    this.#paths = paths;
    this.#home = realHome(paths);
    this.#terminal = terminal;
  }

  /** See {@linkcode UnlockCache.get}. */
  get(vault: string): Promise<VaultKey | null> {
    return Promise.resolve(this.#get(vault, true));
  }

  /** See {@linkcode UnlockCache.peek}. */
  peek(vault: string): Promise<VaultKey | null> {
    return Promise.resolve(this.#get(vault, false));
  }

  #get(vault: string, isUse: boolean): VaultKey | null {
    const found = this.#find(vault);
    if (found === null) return null;
    const { serial, entry } = found;
    const used = this.#lastUse(vault, this.#terminal) ?? entry.start;
    const now = this.#host.uptime(); // read after `used`: another command may use the key in between
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
      this.#recordUse(vault, now, left);
    } catch {
      // The idle time then counts from the use before: the key ends too early, never too late.
    }
    return entry.key;
  }

  /** See {@linkcode UnlockCache.put}. */
  put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void> {
    const now = this.#host.uptime();
    const left = Math.min(limits.idle, limits.hard);
    destroyEndedKeys(this.#host, this.#paths);
    markCached(this.#paths, this.#terminal);
    const payload = formatCacheEntry({
      key,
      start: now,
      end: now + limits.hard,
      idle: limits.idle,
      slot,
    });
    try {
      this.#recordUse(vault, now, left);
      addKey(this.#description(vault), payload, left / 1000);
    } finally {
      payload.fill(0);
    }
    return Promise.resolve();
  }

  /** See {@linkcode UnlockCache.forget}. */
  forget(vault?: string): Promise<void> {
    destroyCachedKeys(
      this.#paths,
      (cached) =>
        cached.terminal === this.#terminal && (vault === undefined || cached.vault === vault),
    );
    try {
      if (vault === undefined) removeMark(this.#paths, this.#terminal);
    } catch (error) {
      // The keys are gone. A mark that stays only makes the hook call opaws once more.
      if (!isUnwritable(error)) throw error;
    }
    return Promise.resolve();
  }

  /** See {@linkcode UnlockCache.list}. */
  list(): Promise<CachedKey[]> {
    const found: CachedKey[] = [];
    for (const { serial, description, isPrivate } of listKeys()) {
      const name = parseDescription(description);
      if (name?.prefix !== PREFIX || name.home !== this.#home || !isPrivate) continue;
      const entry = read(serial);
      if (entry === null) continue;
      const used = this.#lastUse(name.vault, name.terminal) ?? entry.start;
      const cached = describeCacheEntry(this.#host, name, entry, used);
      if (cached !== null) found.push(cached);
    }
    return Promise.resolve(found);
  }

  /** Returns the cached key of the vault; null if there is none. Another command may replace it before it is read. */
  #find(vault: string): { readonly serial: Serial; readonly entry: CacheEntry } | null {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const serial = findKey(this.#description(vault));
      if (serial === null) return null;
      const entry = read(serial);
      if (entry !== null) return { serial, entry };
    }
    return null;
  }

  #description(vault: string): string {
    return `${PREFIX}:${vault}:${this.#terminal}:${this.#home}`;
  }

  /** Returns when a key was last used, in milliseconds since the machine started; null if it is not recorded. */
  #lastUse(vault: string, terminal: string): number | null {
    const serial = findKey(`${USED_PREFIX}:${vault}:${terminal}:${this.#home}`);
    const payload = serial === null ? null : readKey(serial, 8);
    return payload?.length === 8 ? new DataView(payload.buffer).getFloat64(0) : null;
  }

  /** Changes the record in place: while there was none, a parallel command would consider the key unused. */
  #recordUse(vault: string, now: number, left: number): void {
    const payload = new Uint8Array(8);
    new DataView(payload.buffer).setFloat64(0, now);
    const description = `${USED_PREFIX}:${vault}:${this.#terminal}:${this.#home}`;
    const serial = findKey(description);
    if (serial !== null && updateKey(serial, payload, left / 1000)) return;
    addKey(description, payload, left / 1000);
  }
}

/** Destroys the keys of terminal sessions that have ended without forgetting them, as when a shell is killed. */
export function destroyEndedKeys(
  host: Pick<Host, "platform">,
  paths: Pick<Paths, "home">,
): void {
  destroyCachedKeys(paths, (cached) => hasTerminalEnded(host, cached.terminal));
}

/** Destroys the keys of this home directory for which `which` returns true. */
export function destroyCachedKeys(
  paths: Pick<Paths, "home">,
  which: (cached: { readonly vault: string; readonly terminal: string }) => boolean,
): void {
  const home = realHome(paths);
  for (const { serial, description } of listKeys()) {
    const name = parseDescription(description);
    if (name?.home === home && which(name)) destroyKey(serial);
  }
}

/**
 * Returns the home directory, which is part of each key's name. A user has one keyring, so without it a test run in a
 * throw-away HOME would lock the user's own vaults. XDG variables are not part of the name: a shell may set some that a
 * systemd unit lacks, and the unit of a screen lock must find the shell's keys.
 */
function realHome({ home }: Pick<Paths, "home">): string {
  try {
    return Deno.realPathSync(home);
  } catch {
    return home;
  }
}

function read(serial: Serial): CacheEntry | null {
  const payload = readKey(serial, CACHE_ENTRY_BYTES + 1);
  return payload && parseCacheEntry(payload);
}

function parseDescription(text: string): {
  readonly prefix: string;
  readonly vault: string;
  readonly terminal: string;
  readonly home: string;
} | null {
  const match = /^(opaws:2|opaws-used:2):([^:]+):([\w-]+):(.+)$/s.exec(text);
  return match && { prefix: match[1]!, vault: match[2]!, terminal: match[3]!, home: match[4]! };
}
