import type { Paths } from "../../fs/paths.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { associatedData } from "../../vault/format/associated_data.ts";
import { fromBase64url, toBase64url } from "../../vault/format/base64url.ts";
import {
  CACHE_ENTRY_BYTES,
  type CacheEntry,
  describeCacheEntry,
  formatCacheEntry,
  hasEnded,
  parseCacheEntry,
} from "./cache_entry.ts";
import type { EntrySeal } from "./entry_seal.ts";
import { cacheMarkFile, removeMark } from "./cache_mark.ts";
import { lockedAt, recordLock } from "./lock_record.ts";
import type { CachedKey, Limits, UnlockCache } from "./unlock_cache.ts";

/** A sealed entry. */
interface Entry extends CacheEntry {
  /** When it was last used; milliseconds since the machine started. */
  readonly used: number;
}

/**
 * Caches vault keys without a kernel keyring: in a file of the runtime folder, sealed under the random key that only this
 * terminal's `OPAWS_SESSION` holds, or by Windows; see {@linkcode EntrySeal}. A copy of the file opens nothing in another
 * terminal, nothing once the terminal is gone, and nothing after the vault was locked ({@linkcode recordLock}). Limits are
 * checked at each use, against the clock that counts from the machine's start.
 */
export class SealedFile implements UnlockCache {
  /** See {@linkcode UnlockCache.name}. */
  readonly name = "sealed file";
  readonly #host: Host;
  readonly #paths: Paths;
  readonly #terminal: string;
  readonly #entrySeal: EntrySeal;

  /** Caches for the terminal session `terminal`, whose entries `entrySeal` seals. */
  constructor(host: Host, paths: Paths, terminal: string, entrySeal: EntrySeal) {
    this.#host = host;
    this.#paths = paths;
    this.#terminal = terminal;
    this.#entrySeal = entrySeal;
  }

  /** See {@linkcode UnlockCache.get}. If the file cannot be written, the idle time does not restart. */
  async get(vault: string): Promise<VaultKey | null> {
    if (!this.#read().has(vault)) return null;
    try {
      return await this.#change(async (entries) => {
        const entry = await this.#open(vault, entries.get(vault));
        if (entry === null) return null;
        const used = this.#host.uptime();
        if (hasEnded(entry, entry.used, used)) entries.delete(vault);
        else entries.set(vault, await this.#seal(vault, { ...entry, used }));
        return this.#keyOf(entry);
      });
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      return await this.peek(vault);
    }
  }

  /** See {@linkcode UnlockCache.peek}. */
  async peek(vault: string): Promise<VaultKey | null> {
    const entry = await this.#open(vault, this.#read().get(vault));
    return entry && this.#keyOf(entry);
  }

  /** See {@linkcode UnlockCache.put}. */
  async put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void> {
    const now = this.#host.uptime();
    const start = Math.max(now, this.#lockedAt(vault) + 1); // later than the lock, also in the same second
    const entry = { key, start, end: now + limits.hard, idle: limits.idle, used: now, slot };
    const sealed = await this.#seal(vault, entry);
    await this.#change((entries) => void entries.set(vault, sealed));
  }

  /** See {@linkcode UnlockCache.forget}. */
  async forget(vault?: string): Promise<void> {
    if (this.#read().size > 0) {
      await this.#change((entries) => {
        if (vault === undefined) entries.clear();
        else entries.delete(vault);
      });
    }
    await recordLock(this.#host, this.#paths, {
      terminal: this.#terminal,
      vault: vault ?? "*",
    });
  }

  /** See {@linkcode UnlockCache.list}. It lists only this terminal session: no other can be opened. */
  async list(): Promise<CachedKey[]> {
    const found: CachedKey[] = [];
    for (const [vault, sealed] of this.#read()) {
      const entry = await this.#open(vault, sealed);
      if (entry === null) continue;
      const name = { vault, terminal: this.#terminal };
      const cached = describeCacheEntry(this.#host, name, entry, entry.used);
      if (cached !== null) found.push(cached);
    }
    return found;
  }

  /** Returns the sealed entries by vault id; none if the file does not exist or is damaged. */
  #read(): Map<string, string> {
    const bytes = readTrusted(cacheMarkFile(this.#paths, this.#terminal));
    const entries = new Map<string, string>();
    for (const line of bytes ? new TextDecoder().decode(bytes).split("\n") : []) {
      const [vault, sealed] = line.split(" ");
      if (vault && sealed) entries.set(vault, sealed);
    }
    return entries;
  }

  /** Changes the file under its lock: a terminal may run many commands at once. */
  async #change<T>(change: (entries: Map<string, string>) => T | Promise<T>): Promise<T> {
    // Where the kernel's keyring works this file is never written, so the modules for that are loaded here.
    const { withLock } = await import("../../fs/lock.ts");
    const { writeAtomic } = await import("../../fs/atomic_write.ts");
    const path = cacheMarkFile(this.#paths, this.#terminal);
    return await withLock(path, async () => {
      const entries = this.#read();
      const result = await change(entries);
      const text = [...entries].map(([vault, sealed]) => `${vault} ${sealed}\n`).join("");
      if (text === "") removeMark(this.#paths, this.#terminal);
      else writeAtomic(this.#host, path, new TextEncoder().encode(text));
      return result;
    });
  }

  /** Returns the key of `entry`; wipes it and returns null if a limit has passed. */
  #keyOf(entry: Entry): VaultKey | null {
    if (!hasEnded(entry, entry.used, this.#host.uptime())) return entry.key;
    entry.key.wipe();
    return null;
  }

  async #seal(vault: string, entry: Entry): Promise<string> {
    const payload = new Uint8Array(CACHE_ENTRY_BYTES + 8);
    const formatted = formatCacheEntry(entry);
    payload.set(formatted);
    formatted.fill(0);
    new DataView(payload.buffer).setFloat64(CACHE_ENTRY_BYTES, entry.used);
    const sealed = await this.#entrySeal.seal(payload, this.#associated(vault));
    payload.fill(0);
    return toBase64url(sealed);
  }

  async #open(vault: string, sealed: string | undefined): Promise<Entry | null> {
    const bytes = sealed === undefined ? null : fromBase64url(sealed);
    const payload = bytes && await this.#entrySeal.open(bytes, this.#associated(vault));
    if (payload?.length !== CACHE_ENTRY_BYTES + 8) return null;
    const used = new DataView(payload.buffer, payload.byteOffset).getFloat64(CACHE_ENTRY_BYTES);
    const entry = parseCacheEntry(payload.subarray(0, CACHE_ENTRY_BYTES));
    payload.fill(0);
    if (entry === null || entry.start > this.#lockedAt(vault)) return entry && { ...entry, used };
    entry.key.wipe();
    return null;
  }

  #lockedAt(vault: string): number {
    return lockedAt(this.#paths, { terminal: this.#terminal, vault });
  }

  #associated(vault: string): Uint8Array<ArrayBuffer> {
    return associatedData("unlocked", this.#terminal, vault);
  }
}
