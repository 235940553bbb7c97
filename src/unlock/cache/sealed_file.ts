import { writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { associatedData } from "../../vault/format/associated_data.ts";
import { fromBase64url, toBase64url } from "../../vault/format/base64url.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { open, seal } from "../../vault/crypto/seal.ts";
import {
  CACHE_ENTRY_BYTES,
  type CacheEntry,
  formatCacheEntry,
  parseCacheEntry,
} from "./cache_entry.ts";
import type { CachedKey, Limits, UnlockCache } from "./unlock_cache.ts";
import { cacheMarkFile, removeMark } from "./cache_mark.ts";

/** What one sealed entry holds. */
interface Entry extends CacheEntry {
  /** When it was last used; milliseconds from the machine's start. */
  readonly used: number;
}

/**
 * Keeps vault keys where the kernel does not: in a file of the runtime folder, sealed (AES-256-GCM) under the random
 * key that only this terminal's `OPAWS_SESSION` holds. A copy of the file opens nothing in another terminal, and
 * nothing once the terminal is gone. Limits are checked here, against the clock that counts from the machine's start.
 */
export class SealedFile implements UnlockCache {
  /** For people. */
  readonly name = "sealed file";
  readonly #host: Host;
  readonly #paths: Paths;
  readonly #terminal: string;
  readonly #key: Uint8Array<ArrayBuffer>;

  /** Serves the terminal session named `terminal`, whose 32 bytes are `key`. */
  constructor(host: Host, paths: Paths, terminal: string, key: Uint8Array<ArrayBuffer>) {
    this.#host = host;
    this.#paths = paths;
    this.#terminal = terminal;
    this.#key = key;
  }

  /** See {@linkcode UnlockCache.get}. Where the use cannot be written down the idle time just goes on. */
  async get(vault: string): Promise<VaultKey | null> {
    if (!this.#read().has(vault)) return null;
    try {
      return await this.#change(async (entries) => {
        const entry = await this.#open(vault, entries.get(vault));
        if (entry === null) return null;
        const used = this.#host.uptime();
        if (this.#hasEnded(entry)) entries.delete(vault);
        else entries.set(vault, await this.#seal(vault, { ...entry, used }));
        return this.#keyOf(entry);
      });
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      const entry = await this.#open(vault, this.#read().get(vault));
      return entry && this.#keyOf(entry);
    }
  }

  /** See {@linkcode UnlockCache.put}. */
  async put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void> {
    const now = this.#host.uptime();
    const entry = { key, start: now, end: now + limits.hard, idle: limits.idle, used: now, slot };
    const sealed = await this.#seal(vault, entry);
    await this.#change((entries) => void entries.set(vault, sealed));
  }

  /** See {@linkcode UnlockCache.forget}. */
  async forget(vault?: string): Promise<void> {
    if (this.#read().size === 0) return;
    await this.#change((entries) => {
      if (vault === undefined) entries.clear();
      else entries.delete(vault);
    });
  }

  /** See {@linkcode UnlockCache.list}: this terminal's alone, for no other can be opened here. */
  async list(): Promise<CachedKey[]> {
    const found: CachedKey[] = [];
    for (const [vault, sealed] of this.#read()) {
      const entry = await this.#open(vault, sealed);
      if (entry === null) continue;
      entry.key.wipe();
      const now = this.#host.now();
      const uptime = this.#host.uptime();
      const end = Math.min(entry.end, entry.used + entry.idle);
      if (uptime < entry.used || uptime >= end) continue;
      found.push({
        vault,
        terminal: this.#terminal,
        slot: entry.slot ?? null,
        since: now - (uptime - entry.start),
        until: now + (entry.end - uptime),
        idleUntil: now + (end - uptime),
      });
    }
    return found;
  }

  /** The entries, still sealed; none when the file is absent or not of this form. */
  #read(): Map<string, string> {
    const file = readTrusted(cacheMarkFile(this.#paths, this.#terminal));
    const entries = new Map<string, string>();
    for (const line of file ? new TextDecoder().decode(file.bytes).split("\n") : []) {
      const [vault, sealed] = line.split(" ");
      if (vault && sealed) entries.set(vault, sealed);
    }
    return entries;
  }

  /** Changes the file under its lock, for a terminal may start many commands at once. */
  async #change<T>(change: (entries: Map<string, string>) => T | Promise<T>): Promise<T> {
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

  #hasEnded({ used, end, idle }: Entry): boolean {
    const now = this.#host.uptime();
    return now < used || now >= end || now >= used + idle;
  }

  /** The key of `entry`; null, and wiped, when a limit has passed. */
  #keyOf(entry: Entry): VaultKey | null {
    if (!this.#hasEnded(entry)) return entry.key;
    entry.key.wipe();
    return null;
  }

  async #seal(vault: string, entry: Entry): Promise<string> {
    const payload = new Uint8Array(CACHE_ENTRY_BYTES + 8);
    const kept = formatCacheEntry(entry);
    payload.set(kept);
    kept.fill(0);
    new DataView(payload.buffer).setFloat64(CACHE_ENTRY_BYTES, entry.used);
    const sealed = await seal(this.#host, this.#key, payload, this.#associated(vault));
    payload.fill(0);
    return toBase64url(sealed);
  }

  async #open(vault: string, sealed: string | undefined): Promise<Entry | null> {
    const bytes = sealed === undefined ? null : fromBase64url(sealed);
    const payload = bytes && await open(this.#key, bytes, this.#associated(vault));
    if (payload?.length !== CACHE_ENTRY_BYTES + 8) return null;
    const used = new DataView(payload.buffer, payload.byteOffset).getFloat64(CACHE_ENTRY_BYTES);
    const kept = parseCacheEntry(payload.subarray(0, CACHE_ENTRY_BYTES));
    payload.fill(0);
    return kept && { ...kept, used };
  }

  #associated(vault: string): Uint8Array<ArrayBuffer> {
    return associatedData("kept", this.#terminal, vault);
  }
}
