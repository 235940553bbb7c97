import { writeAtomic } from "../disk/atomic_write.ts";
import { withLock } from "../disk/lock.ts";
import type { Places } from "../disk/places.ts";
import { isUnwritable } from "../disk/system_fault.ts";
import { readTrusted } from "../disk/trusted_file.ts";
import type { Host } from "../host.ts";
import { associatedData } from "../vault/associated_data.ts";
import { fromBase64url, toBase64url } from "../vault/base64url.ts";
import type { VaultKey } from "../vault/key.ts";
import { open, seal } from "../vault/seal.ts";
import { formatKept, KEPT_BYTES, type KeptEntry, parseKept } from "./kept_entry.ts";
import type { Keeper, Kept, Limits } from "./keeper.ts";
import { forgetMark, keptFile } from "./kept_mark.ts";

/** What one sealed entry holds. */
interface Entry extends KeptEntry {
  /** When it was last used; milliseconds from the machine's start. */
  readonly used: number;
}

/**
 * Keeps vault keys where the kernel does not: in a file of the runtime folder, sealed (AES-256-GCM) under the random
 * key that only this terminal's `OPAWS_SESSION` holds. A copy of the file opens nothing in another terminal, and
 * nothing once the terminal is gone. Limits are checked here, against the clock that counts from the machine's start.
 */
export class SealedFile implements Keeper {
  /** For people. */
  readonly name = "sealed file";
  readonly #host: Host;
  readonly #places: Places;
  readonly #terminal: string;
  readonly #key: Uint8Array<ArrayBuffer>;

  /** Serves the terminal session named `terminal`, whose 32 bytes are `key`. */
  constructor(host: Host, places: Places, terminal: string, key: Uint8Array<ArrayBuffer>) {
    this.#host = host;
    this.#places = places;
    this.#terminal = terminal;
    this.#key = key;
  }

  /** See {@linkcode Keeper.fetch}. Where the use cannot be written down the idle time just goes on. */
  async fetch(vault: string): Promise<VaultKey | null> {
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

  /** See {@linkcode Keeper.keep}. */
  async keep(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void> {
    const now = this.#host.uptime();
    const entry = { key, start: now, end: now + limits.hard, idle: limits.idle, used: now, slot };
    const sealed = await this.#seal(vault, entry);
    await this.#change((entries) => void entries.set(vault, sealed));
  }

  /** See {@linkcode Keeper.forget}. */
  async forget(vault?: string): Promise<void> {
    if (this.#read().size === 0) return;
    await this.#change((entries) => {
      if (vault === undefined) entries.clear();
      else entries.delete(vault);
    });
  }

  /** See {@linkcode Keeper.list}: this terminal's alone, for no other can be opened here. */
  async list(): Promise<Kept[]> {
    const found: Kept[] = [];
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
    const file = readTrusted(keptFile(this.#places, this.#terminal));
    const entries = new Map<string, string>();
    for (const line of file ? new TextDecoder().decode(file.bytes).split("\n") : []) {
      const [vault, sealed] = line.split(" ");
      if (vault && sealed) entries.set(vault, sealed);
    }
    return entries;
  }

  /** Changes the file under its lock, for a terminal may start many commands at once. */
  async #change<T>(change: (entries: Map<string, string>) => T | Promise<T>): Promise<T> {
    const path = keptFile(this.#places, this.#terminal);
    return await withLock(path, async () => {
      const entries = this.#read();
      const result = await change(entries);
      const text = [...entries].map(([vault, sealed]) => `${vault} ${sealed}\n`).join("");
      if (text === "") forgetMark(this.#places, this.#terminal);
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
    const payload = new Uint8Array(KEPT_BYTES + 8);
    const kept = formatKept(entry);
    payload.set(kept);
    kept.fill(0);
    new DataView(payload.buffer).setFloat64(KEPT_BYTES, entry.used);
    const sealed = await seal(this.#host, this.#key, payload, this.#associated(vault));
    payload.fill(0);
    return toBase64url(sealed);
  }

  async #open(vault: string, sealed: string | undefined): Promise<Entry | null> {
    const bytes = sealed === undefined ? null : fromBase64url(sealed);
    const payload = bytes && await open(this.#key, bytes, this.#associated(vault));
    if (payload?.length !== KEPT_BYTES + 8) return null;
    const used = new DataView(payload.buffer, payload.byteOffset).getFloat64(KEPT_BYTES);
    const kept = parseKept(payload.subarray(0, KEPT_BYTES));
    payload.fill(0);
    return kept && { ...kept, used };
  }

  #associated(vault: string): Uint8Array<ArrayBuffer> {
    return associatedData("kept", this.#terminal, vault);
  }
}
