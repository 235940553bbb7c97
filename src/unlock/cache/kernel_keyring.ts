import type { Paths } from "../../fs/paths.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { hasTerminalEnded } from "../terminal_state.ts";
import { describeCacheEntry, formatCacheEntry } from "./cache_entry.ts";
import { markCached, removeMark } from "./cache_mark.ts";
import type { CachedKey, Limits, UnlockCache } from "./unlock_cache.ts";
import {
  type KernelKeyName,
  KEY_PREFIX,
  keyDescription,
  lastUse,
  readEntry,
  realHome,
  recordUse,
  takeKernelKey,
} from "./kernel_key.ts";
import { addKey, destroyKey, listKeys, userRingExists } from "./keyctl.ts";

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
    return Promise.resolve(takeKernelKey(this.#name(vault), () => this.#host.uptime(), true));
  }

  /** See {@linkcode UnlockCache.peek}. */
  peek(vault: string): Promise<VaultKey | null> {
    return Promise.resolve(takeKernelKey(this.#name(vault), () => this.#host.uptime(), false));
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
      recordUse(this.#name(vault), now, left);
      addKey(keyDescription(KEY_PREFIX, this.#name(vault)), payload, left / 1000);
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
      if (name?.prefix !== KEY_PREFIX || name.home !== this.#home || !isPrivate) continue;
      const entry = readEntry(serial);
      if (entry === null) continue;
      const used = lastUse(name) ?? entry.start;
      const cached = describeCacheEntry(this.#host, name, entry, used);
      if (cached !== null) found.push(cached);
    }
    return Promise.resolve(found);
  }

  #name(vault: string): KernelKeyName {
    return { vault, terminal: this.#terminal, home: this.#home };
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

function parseDescription(text: string): KernelKeyName & { readonly prefix: string } | null {
  const match = /^(opaws:2|opaws-used:2):([^:]+):([\w-]+):(.+)$/s.exec(text);
  return match && { prefix: match[1]!, vault: match[2]!, terminal: match[3]!, home: match[4]! };
}
