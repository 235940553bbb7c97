import type { VaultKey } from "../../vault/crypto/vault_key.ts";

/** How long a kept vault key lasts; milliseconds. */
export interface Limits {
  /** It ends after this long without use. */
  readonly idle: number;
  /** It ends after this long in all. */
  readonly hard: number;
}

/** A vault key kept for a terminal session, told without the key. */
export interface CachedKey {
  /** The id of the vault. */
  readonly vault: string;
  /** The id of the terminal session. */
  readonly terminal: string;
  /** The id of the slot that opened it; null when that was not told. */
  readonly slot: string | null;
  /** When it was unlocked; epoch milliseconds. */
  readonly since: number;
  /** When it ends at the latest; epoch milliseconds. */
  readonly until: number;
  /** When it ends if it is not used before; epoch milliseconds, exact to a minute. */
  readonly idleUntil: number;
}

/** Keeps vault keys between the commands of one terminal session. */
export interface UnlockCache {
  /** What it is, for people: `kernel keyring` or `sealed file`. */
  readonly name: string;
  /** The kept key, its idle time begun anew; null when nothing is kept or a limit has passed. */
  get(vault: string): Promise<VaultKey | null>;
  /**
   * Keeps `key`, which the slot of the id `slot` gave, within `limits`; what was kept before for the vault is replaced.
   * Undone whole when a step fails.
   */
  put(vault: string, key: VaultKey, limits: Limits, slot?: string): Promise<void>;
  /** Forgets this terminal session's keys, one vault's or all. */
  forget(vault?: string): Promise<void>;
  /** What is kept, of every terminal session whose state can be read from here. */
  list(): Promise<CachedKey[]>;
}
