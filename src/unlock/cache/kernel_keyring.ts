import type { Paths } from "../../fs/paths.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { hasTerminalEnded } from "../terminal_session.ts";
import {
  CACHE_ENTRY_BYTES,
  type CacheEntry,
  formatCacheEntry,
  parseCacheEntry,
} from "./cache_entry.ts";
import { markCached, removeMark } from "./cache_mark.ts";
import type { CachedKey, Limits, UnlockCache } from "./unlock_cache.ts";
import {
  addKey,
  destroyKey,
  findKey,
  listKeys,
  possessUserRing,
  readKey,
  type Serial,
  setKeyTimeout,
  userRingExists,
} from "./keyctl.ts";

const PREFIX = "opaws:2";
const USED_PREFIX = "opaws-used:2";

/** Reports whether keys can be kept in the kernel here. */
export function kernelKeyringWorks(): boolean {
  try {
    return userRingExists();
  } catch {
    return false;
  }
}

/**
 * Keeps vault keys in the kernel's user keyring, which destroys them when their time is over (`keyrings(7)`). The
 * kernel counts that time on the wall clock, so a clock set back would lengthen it: each limit is therefore also checked
 * here, on the clock that counts from the machine's start, suspended time included. When a key was last used stands in
 * a key of its own beside it, with no secret in it: changing a key clears its timeout, and a vault key must not be
 * without one for a moment.
 */
export class KernelKeyring implements UnlockCache {
  /** For people. */
  readonly name = "kernel keyring";
  readonly #host: Host;
  readonly #paths: Paths;
  readonly #home: string;
  readonly #terminal: string;

  /** Serves the terminal session named `terminal`, within the home directory of `paths`. */
  constructor(host: Host, paths: Paths, terminal: string) {
    this.#host = host;
    this.#paths = paths;
    this.#home = realHome(paths);
    this.#terminal = terminal;
    possessUserRing();
  }

  /** See {@linkcode UnlockCache.get}. */
  get(vault: string): Promise<VaultKey | null> {
    const serial = findKey(this.#description(vault));
    const kept = serial === null ? null : read(serial);
    if (serial === null || kept === null) return Promise.resolve(null);
    const used = this.#used(vault, this.#terminal) ?? kept.start;
    const now = this.#host.uptime(); // after what it is compared with, for other commands use the key meanwhile
    const left = Math.min(kept.idle, kept.end - now);
    if (hasEnded(kept, used, now)) {
      kept.key.wipe();
      destroyKey(serial);
      return Promise.resolve(null);
    }
    setKeyTimeout(serial, left / 1000);
    try {
      this.#use(vault, now, left);
    } catch {
      // Its idle time then goes on from the use before: too early an end, never too late a one.
    }
    return Promise.resolve(kept.key);
  }

  /** See {@linkcode UnlockCache.put}. */
  put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void> {
    const now = this.#host.uptime();
    const left = Math.min(limits.idle, limits.hard);
    destroyCachedKeys(this.#paths, (cached) => hasTerminalEnded(this.#host, cached.terminal));
    markCached(this.#paths, this.#terminal);
    const payload = formatCacheEntry({
      key,
      start: now,
      end: now + limits.hard,
      idle: limits.idle,
      slot,
    });
    try {
      this.#use(vault, now, left);
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
      // The keys are gone; the hook then merely asks once more for what is done.
      if (!isUnwritable(error)) throw error;
    }
    return Promise.resolve();
  }

  /** See {@linkcode UnlockCache.list}. */
  list(): Promise<CachedKey[]> {
    const found: CachedKey[] = [];
    for (const { serial, description } of listKeys()) {
      const name = parseDescription(description);
      if (name?.prefix !== PREFIX || name.home !== this.#home) continue;
      const kept = read(serial);
      if (kept === null) continue;
      kept.key.wipe();
      const used = this.#used(name.vault, name.terminal) ?? kept.start;
      const now = this.#host.now();
      const uptime = this.#host.uptime();
      if (hasEnded(kept, used, uptime)) continue;
      found.push({
        vault: name.vault,
        terminal: name.terminal,
        slot: kept.slot ?? null,
        since: now - (uptime - kept.start),
        until: now + (kept.end - uptime),
        idleUntil: now + (Math.min(used + kept.idle, kept.end) - uptime),
      });
    }
    return Promise.resolve(found);
  }

  #description(vault: string): string {
    return `${PREFIX}:${vault}:${this.#terminal}:${this.#home}`;
  }

  /** When a key was last used, on the clock from the machine's start; null when that is not told. */
  #used(vault: string, terminal: string): number | null {
    const serial = findKey(`${USED_PREFIX}:${vault}:${terminal}:${this.#home}`);
    const payload = serial === null ? null : readKey(serial, 8);
    return payload?.length === 8 ? new DataView(payload.buffer).getFloat64(0) : null;
  }

  #use(vault: string, now: number, left: number): void {
    const payload = new Uint8Array(8);
    new DataView(payload.buffer).setFloat64(0, now);
    addKey(`${USED_PREFIX}:${vault}:${this.#terminal}:${this.#home}`, payload, left / 1000);
  }
}

/** Destroys the keys of this home for which `which` returns true. */
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
 * Returns the home directory as the keys name it. All homes of a user share one keyring, so a command that locks
 * everything would otherwise also lock the vaults of a throw-away HOME, and a test run the person's own. The home is
 * what a shell and a system unit of the same person agree on; a shell may set XDG variables that the unit lacks, and a
 * screen lock must reach that shell's keys.
 */
function realHome({ home }: Pick<Paths, "home">): string {
  try {
    return Deno.realPathSync(home);
  } catch {
    return home;
  }
}

function hasEnded(kept: CacheEntry, used: number, now: number): boolean {
  return now < used || now >= kept.end || now >= used + kept.idle;
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
