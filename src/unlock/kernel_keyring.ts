import type { Places } from "../disk/places.ts";
import type { Host } from "../host.ts";
import { VaultKey } from "../vault/key.ts";
import { forgetMark, markKept } from "./kept_mark.ts";
import type { Keeper, Kept, Limits } from "./keeper.ts";
import {
  addKey,
  destroyKey,
  findKey,
  listKeys,
  possessUserRing,
  readKey,
  type Serial,
  setTimeoutOf,
  userRingExists,
} from "./keyctl.ts";

const PREFIX = "opaws:1";
const PAYLOAD_BYTES = 32 + 3 * 8;

/** Reports whether keys can be kept in the kernel here. */
export function kernelKeyringWorks(): boolean {
  try {
    return userRingExists();
  } catch {
    return false;
  }
}

/**
 * Keeps vault keys in the kernel's user keyring, whose timeout the kernel itself enforces (`keyrings(7)`). The
 * payload is the key, then three 64-bit floats in milliseconds: when it was unlocked and when it ends at the latest,
 * on the clock that counts from the machine's start, and the idle time. Setting the wall clock back moves none.
 */
export class KernelKeyring implements Keeper {
  /** For people. */
  readonly name = "kernel keyring";
  readonly #host: Host;
  readonly #places: Places;
  readonly #terminal: string;

  /** Serves the terminal session named `terminal`. */
  constructor(host: Host, places: Places, terminal: string) {
    this.#host = host;
    this.#places = places;
    this.#terminal = terminal;
    possessUserRing();
  }

  /** See {@linkcode Keeper.fetch}. */
  fetch(vault: string): Promise<VaultKey | null> {
    const serial = findKey(this.#description(vault));
    const kept = serial === null ? null : this.#read(serial);
    if (serial === null || kept === null) return Promise.resolve(null);
    const left = kept.end - this.#host.uptime();
    if (left <= 0 || kept.start > this.#host.uptime()) {
      kept.key.wipe();
      destroyKey(serial);
      return Promise.resolve(null);
    }
    setTimeoutOf(serial, Math.min(kept.idle, left) / 1000);
    return Promise.resolve(kept.key);
  }

  /** See {@linkcode Keeper.keep}. */
  keep(vault: string, key: VaultKey, limits: Limits): Promise<void> {
    const payload = new Uint8Array(PAYLOAD_BYTES);
    const start = this.#host.uptime();
    payload.set(key.bytes);
    const view = new DataView(payload.buffer, 32);
    view.setFloat64(0, start);
    view.setFloat64(8, start + limits.hard);
    view.setFloat64(16, limits.idle);
    addKey(this.#description(vault), payload, Math.min(limits.idle, limits.hard) / 1000);
    payload.fill(0);
    markKept(this.#places, this.#terminal);
    return Promise.resolve();
  }

  /** See {@linkcode Keeper.forget}. */
  forget(vault?: string): Promise<void> {
    this.#destroy((kept) =>
      kept.terminal === this.#terminal && (vault === undefined || kept.vault === vault)
    );
    if (vault === undefined) forgetMark(this.#places, this.#terminal);
    return Promise.resolve();
  }

  /** See {@linkcode Keeper.forgetAll}. */
  forgetAll(vault?: string): Promise<void> {
    this.#destroy((kept) => vault === undefined || kept.vault === vault);
    return Promise.resolve();
  }

  /** See {@linkcode Keeper.list}. */
  list(): Promise<Kept[]> {
    const found: Kept[] = [];
    const now = this.#host.now();
    const uptime = this.#host.uptime();
    const timeouts = kernelTimeouts();
    for (const { serial, description } of listKeys()) {
      const name = parseDescription(description);
      const kept = name && this.#read(serial);
      if (!kept) continue;
      kept.key.wipe();
      const idle = timeouts.get(serial) ?? kept.idle;
      found.push({
        ...name,
        since: now - (uptime - kept.start),
        until: now + (kept.end - uptime),
        idleUntil: now + Math.min(idle, kept.end - uptime),
      });
    }
    return Promise.resolve(found);
  }

  #description(vault: string): string {
    return `${PREFIX}:${vault}:${this.#terminal}`;
  }

  #destroy(which: (kept: { vault: string; terminal: string }) => boolean): void {
    for (const { serial, description } of listKeys()) {
      const name = parseDescription(description);
      if (name && which(name)) destroyKey(serial);
    }
  }

  #read(serial: Serial): { key: VaultKey; start: number; end: number; idle: number } | null {
    const payload = readKey(serial, PAYLOAD_BYTES);
    if (payload?.length !== PAYLOAD_BYTES) return null;
    const view = new DataView(payload.buffer, payload.byteOffset + 32);
    const [start, end, idle] = [view.getFloat64(0), view.getFloat64(8), view.getFloat64(16)];
    const key = new VaultKey(payload.slice(0, 32));
    payload.fill(0);
    return { key, start, end, idle };
  }
}

function parseDescription(text: string): { vault: string; terminal: string } | null {
  const match = /^opaws:1:([^:]+):([\w-]+)$/.exec(text);
  return match ? { vault: match[1]!, terminal: match[2]! } : null;
}

/** The time each key has left, in milliseconds by serial, as `/proc/keys` tells it (in whole minutes or hours). */
function kernelTimeouts(): Map<Serial, number> {
  const found = new Map<Serial, number>();
  const units: Record<string, number> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };
  try {
    for (const line of Deno.readTextFileSync("/proc/keys").split("\n")) {
      const match = /^([0-9a-f]{8}) \S+ +\d+ +(\d+)([smhdw]) /.exec(line);
      if (match) found.set(BigInt(`0x${match[1]}`), Number(match[2]) * units[match[3]!]!);
    }
  } catch {
    // Hidden in some containers; the idle time as kept then serves.
  }
  return found;
}
