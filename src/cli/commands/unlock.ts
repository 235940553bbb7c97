import { Fault } from "../../fault.ts";
import type { Keeper } from "../../unlock/keeper.ts";
import { readVault } from "../../vault/store.ts";
import {
  type Command,
  declare,
  json,
  object,
  passwordStdin,
  toggle,
  value,
  vault,
  yes,
} from "../declare.ts";
import { enrollSystem } from "../unlock/enroll_system.ts";
import { installPolicy } from "../unlock/install_policy.ts";
import { answer } from "../output/output.ts";
import { recoverVault } from "../unlock/unlock_by_recovery.ts";
import { unlockByPassword, unlockVault } from "../unlock/unlock_vault.ts";

/** `opaws unlock`. */
export const unlock: Command = declare(
  "unlock",
  {
    brief: "Unlocks a vault for this terminal.",
    description:
      "It stays unlocked for 10 minutes without use and 12 hours in all (see opaws config list), until opaws lock, or until the terminal ends.",
    examples: [
      "opaws unlock",
      "pass show opaws | opaws unlock --password-stdin",
      "opaws unlock --recovery",
      "opaws unlock --enroll system",
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
    enroll: value(
      "--enroll",
      "system",
      "Let the system open it from now on: a secret in its keychain, after it has verified that you are there.",
    ),
    installPolicy: toggle(
      "--install-policy",
      "Show and install the action by which polkit verifies that you are there (Linux).",
    ),
    yes,
  }),
  async (options, work) => {
    checkTogether(options);
    if (options.installPolicy) return await installPolicy(work, options.yes);
    const name = work.vaultName(options.vault);
    const stored = readVault(work.places, name);
    if (options.enroll !== undefined) {
      const slot = await enrollSystem(work, stored, options);
      answer(options.json, { vault: name, slot: slot.id, presence: slot.label }, () => [
        `The system opens vault "${name}" from now on (${slot.label}). Its password stays.`,
      ]);
      return;
    }
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
    const keeper = work.keeper();
    const kept = await keeper?.fetch(stored.file.id) ?? null;
    if (kept === null) throw nothingKept(name, keeper);
    kept.wipe();
    answer(options.json, { vault: name, unlocked: true, keeper: keeper?.name }, () => [
      `Vault "${name}" is unlocked for this terminal.`,
    ]);
  },
);

function checkTogether(options: {
  readonly enroll: string | undefined;
  readonly recovery: boolean;
  readonly installPolicy: boolean;
}): void {
  const { enroll, recovery, installPolicy } = options;
  const asked = [enroll !== undefined, recovery, installPolicy].filter((each) => each).length;
  if (asked <= 1 && (enroll ?? "system") === "system") return;
  throw new Fault({
    exit: "usage",
    code: "usage",
    cannot: "unlock a vault",
    because: asked > 1
      ? "--enroll, --recovery and --install-policy are asked for together"
      : `there is nothing called ${JSON.stringify(enroll)} to enrol, only the system`,
    try: "opaws unlock --help",
  });
}

function nothingKept(name: string, keeper: Keeper | null): Fault {
  return new Fault({
    exit: "unavailable",
    code: "no-keeper",
    cannot: `keep vault ${JSON.stringify(name)} unlocked`,
    ...(keeper === null
      ? {
        because: "the kernel keeps no key here and OPAWS_SESSION is not set",
        try: 'eval "$(opaws hook bash)"',
      }
      : { because: `the ${keeper.name} does not take it`, try: "opaws doctor" }),
  });
}
