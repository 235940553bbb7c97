import { Fault } from "../../fault.ts";
import { readVault } from "../../vault/store.ts";
import { type Command, declare, json, object, passwordStdin, toggle, vault } from "../declare.ts";
import { answer } from "../output.ts";
import { recoverVault } from "../unlock_by_recovery.ts";
import { unlockByPassword, unlockVault } from "../unlock_vault.ts";

/** `opaws unlock`. */
export const unlock: Command = declare(
  "unlock",
  {
    brief: "Unlocks a vault for this terminal, so that the commands after it do not ask.",
    description:
      "It stays unlocked for 10 minutes without use and 12 hours in all (see opaws config list), until opaws lock, or until the terminal ends.",
    examples: [
      "opaws unlock",
      "pass show opaws | opaws unlock --password-stdin",
      "opaws unlock --recovery",
    ],
  },
  object({
    json,
    vault,
    passwordStdin,
    recovery: toggle(
      "--recovery",
      "Open it with its recovery code and give it a new password; with --password-stdin the code is the first line and the password the second.",
    ),
  }),
  async (options, work) => {
    const name = work.vaultName(options.vault);
    const stored = readVault(work.places, name);
    if (options.recovery) {
      const { rewrapped, removed } = await recoverVault(work, stored, options.passwordStdin);
      answer(options.json, { vault: name, recovered: true, rewrapped, removed }, () => [
        `Vault "${name}" has a new password. Its recovery code stays valid.`,
      ]);
      return;
    }
    if (options.passwordStdin) {
      await unlockByPassword(work, stored, { passwordStdin: true });
    } else {
      await unlockVault(work, name);
    }
    const kept = await work.keeper()?.fetch(stored.file.id) ?? null;
    if (kept === null) throw nothingKept(name);
    kept.wipe();
    answer(options.json, { vault: name, unlocked: true, keeper: work.keeper()?.name }, () => [
      `Vault "${name}" is unlocked for this terminal.`,
    ]);
  },
);

function nothingKept(name: string): Fault {
  return new Fault({
    exit: "unavailable",
    code: "no-keeper",
    cannot: `keep vault ${JSON.stringify(name)} unlocked`,
    because: "the kernel keeps no key here and OPAWS_SESSION is not set",
    try: 'eval "$(opaws hook bash)"',
  });
}
