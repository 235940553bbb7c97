import type { VaultKey } from "../../vault/crypto/vault_key.ts";

/** How long a vault stays unlocked; milliseconds. */
export interface Limits {
  /** It locks after this long without use. */
  readonly idle: number;
  /** It locks after this long in any case. */
  readonly hard: number;
}

/** A cached vault key as users see it, without the key. */
export interface CachedKey {
  /** The id of the vault. */
  readonly vault: string;
  /** The id of the terminal session. */
  readonly terminal: string;
  /** The id of the slot that unlocked the vault; null if it is not known. */
  readonly slot: string | null;
  /** When the vault was unlocked; epoch milliseconds. */
  readonly since: number;
  /** When it locks at the latest; epoch milliseconds. */
  readonly until: number;
  /** When it locks if it is not used before; epoch milliseconds, exact to a minute. */
  readonly idleUntil: number;
}

/** Holds vault keys between the commands of one terminal session. */
export interface UnlockCache {
  /** Its name for people: `kernel keyring` or `sealed file`. */
  readonly name: string;
  /** Returns the key of the vault `vault` and restarts its idle time; null if it is not cached or a limit has passed. */
  get(vault: string): Promise<VaultKey | null>;
  /** Returns the key as `get` does without restarting its idle time: for commands that only report. */
  peek(vault: string): Promise<VaultKey | null>;
  /**
   * Caches `key` within `limits` and replaces an earlier key of the vault. `slot` is the id of the slot that the key came
   * from. If a step fails, nothing is left behind.
   */
  put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void>;
  /** Forgets the keys of this terminal session: one vault's, or all. */
  forget(vault?: string): Promise<void>;
  /** Lists the cached keys of every terminal session whose cache this process can read. */
  list(): Promise<CachedKey[]>;
}
