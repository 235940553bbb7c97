import { UserError } from "../errors.ts";
import type { Paths } from "../fs/paths.ts";
import { isUnwritable } from "../fs/system_error.ts";
import type { Host } from "../host.ts";
import { guardMemory } from "../memory_guard.ts";
import type { Config } from "../scope/config.ts";
import { getSetting } from "../scope/settings.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { vaultNames } from "../vault/store/read.ts";
import { chooseUnlockCache } from "./cache/choose_unlock_cache.ts";
import type { Limits, UnlockCache } from "./cache/unlock_cache.ts";
import { StandardInput } from "./prompts/standard_input.ts";
import type { TerminalSession } from "./terminal_session.ts";
import { unlockSession } from "./unlock_session.ts";

/** Why a vault is unlocked and how. */
export interface UnlockPurpose {
  /** What needs it, shown above the question: `aws needs item "AWS prod" (directory /home/me/work)`. */
  readonly reason?: string;
  /** The command that does the same without a question; `opaws unlock` by default. */
  readonly try?: string;
  /** Whether the password comes from standard input. */
  readonly passwordStdin?: boolean;
  /** Whether the password is needed even if the vault is unlocked. */
  readonly fresh?: boolean;
  /** Whether the command changes the vault. A member who may only read a shared vault is refused then. */
  readonly write?: boolean;
  /** Whether the command only reports. The idle time of a vault that is already unlocked then does not restart. */
  readonly report?: boolean;
}

/** What happens on its own with shared vaults that have a remote. */
export interface Sharing {
  /** Gets what others have changed in the shared vault called `name`, before it is changed here. */
  beforeChange(name: string): Promise<void>;
  /** Notes that the shared vault called `name` was changed here. */
  afterChange(name: string): void;
  /** Notes that a vault was unlocked. */
  afterUnlock(): void;
}

/** What an {@linkcode UnlockContext} is made of. */
interface UnlockContextParts {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The terminal session of this process; null if there is none. */
  readonly terminal: TerminalSession | null;
  /** Reads the settings and scopes as they are now. */
  readonly config: () => Config;
  /** Shows the user a line on standard error. */
  readonly report: (line: string) => void;
}

/** What unlocking a vault works with. It is passed by hand; a function takes the part that it uses with `Pick`. */
export class UnlockContext implements UnlockContextParts {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The terminal session of this process; null if there is none. */
  readonly terminal: TerminalSession | null;
  /** Reads the settings and scopes as they are now. Throws UserError (78) if `config.json` cannot be used. */
  readonly config: () => Config;
  /** Shows the user a line on standard error. */
  readonly report: (line: string) => void;
  /** What happens on its own with shared vaults; null if nothing does. */
  sharing: Sharing | null = null;
  /** Standard input, read when something first asks for it. */
  readonly stdin: StandardInput = new StandardInput();
  /** The keys of the vaults that this process has unlocked, by vault id: it asks once even if nothing can be cached. */
  readonly #unlocked = new Map<string, VaultKey>();
  /** All keys to wipe, those that another has replaced included: a caller may still use them. */
  readonly #keys = new Set<{ wipe(): void }>();
  #unlockCache: UnlockCache | null | undefined;

  /** Closes the memory of this process to others (see {@linkcode guardMemory}), because it will hold a key. */
  constructor({ host, paths, terminal, config, report }: UnlockContextParts) {
    guardMemory();
    this.host = host;
    this.paths = paths;
    this.terminal = terminal;
    this.config = config;
    this.report = report;
  }

  /** Returns the unlock cache of this terminal, or of the login session; null if nothing can be cached. */
  unlockCache(): UnlockCache | null {
    return this.#unlockCache ??= chooseUnlockCache(this.host, this.paths, this.unlockSession());
  }

  /**
   * Returns the session that an unlocked vault is cached for; null if there is none. With settings that cannot be used it is
   * that of the terminal, so that `lock` and `doctor` work.
   */
  unlockSession(): TerminalSession | null {
    try {
      return unlockSession(this.host, this.paths, this.config(), this.terminal);
    } catch (error) {
      if (error instanceof UserError) return this.terminal;
      throw error;
    }
  }

  /**
   * Returns the key of the vault with the id `vault` if this process or this terminal has unlocked it, or else null. The
   * key belongs to this context, whose {@linkcode wipe} wipes it.
   */
  async cachedKey(vault: string, purpose: UnlockPurpose = {}): Promise<VaultKey | null> {
    const known = this.#unlocked.get(vault);
    if (known !== undefined) return known;
    const cache = this.unlockCache();
    const key = await (purpose.report ? cache?.peek(vault) : cache?.get(vault)) ?? null;
    if (key === null) return null;
    const meanwhile = this.#unlocked.get(vault);
    if (meanwhile !== undefined) {
      key.wipe(); // a concurrent call was first, and one copy is enough
      return meanwhile;
    }
    this.#own(vault, key);
    return key;
  }

  /**
   * Caches the key of the vault with the id `vault`, which came from the slot `slot`, for this process and this terminal.
   * If the system refuses, this is reported, and the next command asks again.
   */
  async cacheKey(vault: string, key: VaultKey, slot?: string): Promise<void> {
    this.#own(vault, key);
    this.sharing?.afterUnlock();
    try {
      await this.unlockCache()?.put(vault, key, this.limits(), slot);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const isRefused = error.code === "keyring" || error.code === "keychain";
      if (!isRefused && !isUnwritable(error)) throw error;
      this.report(`opaws: ${error.message}; the next command will ask again`);
    }
  }

  /** Forgets the key of the vault with the id `vault` in this process and in this terminal: it opens the vault no more. */
  async forgetKey(vault: string): Promise<void> {
    this.#unlocked.delete(vault);
    await this.unlockCache()?.forget(vault);
  }

  /** Returns `keys`, which {@linkcode wipe} wipes from now on. */
  own<T extends { wipe(): void }>(keys: T): T {
    this.#keys.add(keys);
    return keys;
  }

  #own(vault: string, key: VaultKey): void {
    this.#unlocked.set(vault, key);
    this.#keys.add(key);
  }

  /** Returns how long a vault stays unlocked. */
  limits(): Limits {
    const config = this.config();
    return {
      idle: Number(getSetting(config, "lock.idleMinutes")) * 60_000,
      hard: Number(getSetting(config, "lock.maxHours")) * 3_600_000,
    };
  }

  /**
   * Returns `name`, or else the default vault: the one of the settings, or else the first by name. Throws UserError
   * (66, no-vault) if there is no vault.
   */
  vaultName(name?: string): string {
    if (name !== undefined) return name;
    const chosen = getSetting(this.config(), "defaultVault");
    if (typeof chosen === "string" && chosen !== "") return chosen;
    const first = vaultNames(this.paths)[0];
    if (first !== undefined) return first;
    throw new UserError({
      exit: "notFound",
      code: "no-vault",
      cannot: "use a vault",
      because: "there is none yet",
      try: "opaws vault create personal",
    });
  }

  /**
   * Returns the vaults to search: only `name` if it is given, or else all of them, the default one first. Throws UserError
   * (66, no-vault) if there is no vault.
   */
  vaultNames(name?: string): string[] {
    const first = this.vaultName(name);
    if (name !== undefined) return [name];
    return [first, ...vaultNames(this.paths).filter((other) => other !== first)];
  }

  /** Overwrites the keys that this context has returned or cached. Call it when the work is done. */
  wipe(): void {
    for (const key of this.#keys) key.wipe();
    this.#keys.clear();
    this.#unlocked.clear();
  }
}
