import type { Host } from "../host.ts";
import type { VaultKey } from "../vault/key.ts";
import { parseCommandLine } from "./program.ts";
import { unlockVault } from "./unlock_vault.ts";
import { Workplace } from "./workplace.ts";

/** Answers the command line given as `words`; answers the exit status. Throws a `Fault` for the caller to report. */
export async function commandLine(host: Host, words: readonly string[]): Promise<number> {
  const action = parseCommandLine(words);
  return await action(new Workplace(host)) ?? 0;
}

/** Unlocks the vault called `name` for `opaws run`, saying why. Faults as `unlockVault`. */
export async function unlockForRun(host: Host, name: string, reason: string): Promise<VaultKey> {
  return (await unlockVault(new Workplace(host), name, { reason })).key;
}
