import { UserError } from "../errors.ts";
import { guardMemory } from "../memory_guard.ts";
import type { Host } from "../host.ts";
import { getSetting } from "../scope/settings.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import type { Limits, UnlockCache } from "../unlock/cache/unlock_cache.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { vaultNames } from "../vault/store/read.ts";
import { StandardInput } from "../unlock/standard_input.ts";
import { BaseContext } from "./base_context.ts";

/** What a command works with: the host, its places, and, read when first needed, the rest. Passed by hand. */
export class CommandContext extends BaseContext {
  /** What is piped in. */
  readonly stdin: StandardInput = new StandardInput();
  /** Keys of the vaults that this command has unlocked, by vault id: it asks once even where nothing can be kept. */
  readonly unlocked: Map<string, VaultKey> = new Map();
  #unlockCache: UnlockCache | null | undefined;

  /** Gathers what costs nothing. Faults (78) without a home directory. */
  constructor(host: Host) {
    guardMemory(); // nearly every command asks for a password or holds a key
    super(host);
  }

  /** Keeps vault keys for this terminal; null where nothing can be kept. */
  unlockCache(): UnlockCache | null {
    return this.#unlockCache ??= chooseUnlockCache(this.host, this.paths, this.terminal);
  }

  /** How long an unlocked vault stays so. */
  limits(): Limits {
    const config = this.config();
    return {
      idle: Number(getSetting(config, "lock.idleMinutes")) * 60_000,
      hard: Number(getSetting(config, "lock.maxHours")) * 3_600_000,
    };
  }

  /** `name`, else the default vault: the one of the settings, else the only or first one. Faults (66) when there is none. */
  vaultName(name?: string): string {
    if (name !== undefined) return name;
    const chosen = getSetting(this.config(), "defaultVault");
    const first = vaultNames(this.paths)[0];
    if (typeof chosen === "string" && chosen !== "") return chosen;
    if (first !== undefined) return first;
    throw new UserError({
      exit: "notFound",
      code: "no-vault",
      cannot: "use a vault",
      because: "there is none yet",
      try: "opaws vault create personal",
    });
  }

  /** Overwrites the keys of the vaults that this command has unlocked; to be called when it is done. */
  wipe(): void {
    for (const key of this.unlocked.values()) key.wipe();
    this.unlocked.clear();
  }

  /** The vaults to look in: `name` alone when given, else all, the default first. Faults (66) when there is none. */
  vaultNames(name?: string): string[] {
    const first = this.vaultName(name);
    if (name !== undefined) return [name];
    return [first, ...vaultNames(this.paths).filter((other) => other !== first)];
  }
}
