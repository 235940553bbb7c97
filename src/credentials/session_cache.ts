import { writeAtomic } from "../fs/atomic_write.ts";
import type { Paths } from "../fs/paths.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import type { Host } from "../host.ts";
import type { Sealer } from "../vault/crypto/sealer.ts";
import {
  type CachedSession,
  formatSession,
  MAX_SESSION_BYTES,
  parseSession,
} from "./session_text.ts";
import { joinPath, nameOf } from "../fs/path.ts";

/** The longest that a session lasts, 36 hours (STS API reference, GetSessionToken); milliseconds. */
const MAX_SESSION_AGE = 36 * 3_600_000;

/**
 * Caches the sessions of one item, or those of one session of IAM Identity Center, between commands. Each is a file in
 * `<state>/sessions/<vault id>/<item id>/` whose name and content reveal nothing without the vault key.
 */
export class SessionCache {
  readonly #host: Host;
  readonly #folder: string;
  readonly #sealer: Sealer;
  readonly #names = new Map<string, string>();

  /** Opens the cache of the item with the id `item`, in the vault that `sealer` belongs to. */
  constructor(host: Host, paths: Pick<Paths, "state">, sealer: Sealer, item: string) {
    this.#host = host;
    this.#folder = joinPath(sessionsFolder(paths), sealer.vault, item);
    this.#sealer = sealer;
  }

  /** Returns the path of the session with the cache key `cacheKey`; see `sessionCacheKeys`. Derives each name once. */
  async path(cacheKey: string): Promise<string> {
    const known = this.#names.get(cacheKey);
    const name = known ?? await this.#sealer.name(cacheKey);
    if (known === undefined) this.#names.set(cacheKey, name);
    return joinPath(this.#folder, name);
  }

  /**
   * Returns the session at `path`, even if it has ended. Returns null if there is none or it cannot be opened.
   *
   * @throws UserError (78) as `readTrusted` does.
   */
  async read(path: string): Promise<CachedSession | null> {
    const sealed = readTrusted(path, MAX_SESSION_BYTES);
    const plain = sealed && await this.#sealer.open(nameOf(path), sealed);
    return plain && parseSession(plain);
  }

  /**
   * Writes `session` to `path`, with its end as the time of the file, and removes the item's sessions that have ended long
   * ago.
   *
   * @throws UserError (73) or (74) as `writeAtomic` does.
   */
  async write(path: string, session: CachedSession): Promise<void> {
    const plain = formatSession(session);
    const sealed = await this.#sealer.seal(this.#host, nameOf(path), plain);
    plain.fill(0);
    writeAtomic(this.#host, path, sealed);
    // Only a hint, for `followShortcut`: what is sealed decides.
    Deno.utimeSync(path, this.#host.now() / 1000, session.credentials.expiresAt / 1000);
    removeOlder(this.#folder, this.#host.now() - MAX_SESSION_AGE);
  }
}

/** Returns the folder of all cached sessions. */
export function sessionsFolder(paths: Pick<Paths, "state">): string {
  return joinPath(paths.state, "sessions");
}

/** Removes the sessions in `folder` that were last written before `time`; epoch milliseconds. Locks stay. */
function removeOlder(folder: string, time: number): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".lock")) continue;
    const path = joinPath(folder, name);
    try {
      if ((Deno.statSync(path).mtime?.getTime() ?? time) < time) Deno.removeSync(path);
    } catch (error) {
      // Another opaws renamed or removed it since it was listed.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
