import { UserError } from "../errors.ts";
import type { UnlockCache } from "../unlock/cache/unlock_cache.ts";
import { readVault } from "../vault/store/read.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../cli/declare.ts";
import { enrollSystem } from "../unlock/system/enroll_system.ts";
import { confirmWithoutCheck } from "./unlock/confirm_without_check.ts";
import { installPolicy } from "./unlock/install_policy.ts";
import { printAnswer } from "../cli/output.ts";
import { recoverVault } from "./unlock/recover_vault.ts";
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
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    recovery: flag(
      "--recovery",
      "Open it with its recovery code and give it a new password; with --password-stdin the code is the first line and the password the second.",
    ),
    enroll: option(
      "--enroll",
      "system",
      "Let the system open it from now on: a secret in its keychain, after it has verified that you are there.",
    ),
    installPolicy: flag(
      "--install-policy",
      "Show and install the action by which polkit verifies that you are there (Linux).",
    ),
    yes: yesFlag,
  }),
  async (options, context) => {
    checkTogether(options);
    if (options.installPolicy) return await installPolicy(context, options.yes);
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    if (options.enroll !== undefined) {
      const slot = await enrollSystem(context, stored, {
        passwordStdin: options.passwordStdin,
        confirmWithoutCheck: (unavailable) =>
          confirmWithoutCheck(context, name, options.yes, unavailable),
      });
      printAnswer(options.json, { vault: name, slot: slot.id, presence: slot.label }, () => [
        `The system opens vault "${name}" from now on (${slot.label}). Its password stays.`,
      ]);
      return;
    }
    if (options.recovery) {
      const { rewrapped, removed } = await recoverVault(context, stored, options.passwordStdin);
      printAnswer(options.json, { vault: name, recovered: true, rewrapped, removed }, () => [
        `Vault "${name}" has a new password. Its recovery code stays valid.`,
      ]);
      return;
    }
    if (options.passwordStdin) {
      await unlockByPassword(context, stored, { passwordStdin: true });
    } else {
      await unlockVault(context, name);
    }
    const unlockCache = context.unlockCache();
    const kept = await unlockCache?.get(stored.file.id) ?? null;
    if (kept === null) throw nothingKept(name, unlockCache);
    kept.wipe();
    printAnswer(
      options.json,
      { vault: name, unlocked: true, unlockCache: unlockCache?.name },
      () => [
        `Vault "${name}" is unlocked for this terminal.`,
      ],
    );
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
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: "unlock a vault",
    because: asked > 1
      ? "--enroll, --recovery and --install-policy are asked for together"
      : `there is nothing called ${JSON.stringify(enroll)} to enrol, only the system`,
    try: "opaws unlock --help",
  });
}

function nothingKept(name: string, unlockCache: UnlockCache | null): UserError {
  return new UserError({
    exit: "unavailable",
    code: "no-keeper",
    cannot: `keep vault ${JSON.stringify(name)} unlocked`,
    ...(unlockCache === null
      ? {
        because: "the kernel keeps no key here and OPAWS_SESSION is not set",
        try: 'eval "$(opaws hook bash)"',
      }
      : { because: `the ${unlockCache.name} does not take it`, try: "opaws doctor" }),
  });
}
