import type { CommandContext } from "../cli/context.ts";
import { UserError } from "../errors.ts";
import { detectShell, hookLine } from "../shell/startup_file.ts";
import type { UnlockCache } from "../unlock/cache/unlock_cache.ts";
import { checkNotShared } from "../unlock/own_vault.ts";
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
import { refreshHooks } from "./hook/save_hook.ts";
import { installPolicy } from "./unlock/install_policy.ts";
import { printAnswer } from "../cli/output.ts";
import { recoverVault } from "./unlock/recover_vault.ts";
import { unlockByPassword, unlockVault } from "../unlock/unlock_vault.ts";

/** `opaws unlock`. */
export const command: Command = declare(
  {
    description:
      "It stays unlocked until opaws lock, the end of the terminal, 10 minutes without use, or 12 hours in all (see opaws config list).",
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
      "Unlock with the recovery code and set a new password. With --password-stdin, the code is the first line and the password the second.",
    ),
    enroll: option(
      "--enroll",
      "system",
      "Let the system unlock the vault from now on: with a secret in its keychain, after it has verified that you are present.",
    ),
    installPolicy: flag(
      "--install-policy",
      "Show and install the action by which polkit verifies that you are present (Linux).",
    ),
    yes: yesFlag,
  }),
  async (options, context) => {
    checkOptions(options);
    if (options.installPolicy) return await installPolicy(context, options.yes);
    const name = context.vaultName(options.vault);
    const stored = readVault(context.paths, name);
    if (options.enroll !== undefined) {
      const command = "opaws unlock --enroll system";
      checkNotShared(context, stored, "enroll the system for", command);
      const slot = await enrollSystem(context, stored, {
        passwordStdin: options.passwordStdin,
        confirmWithoutCheck: (unavailable) =>
          confirmWithoutCheck(context, name, options.yes, unavailable),
      });
      printAnswer(options.json, { vault: name, slot: slot.id, presence: slot.label }, () => [
        `The system unlocks vault "${name}" from now on (${slot.label}). Its password stays valid.`,
      ]);
      return;
    }
    if (options.recovery) {
      const change = await recoverVault(context, stored, options.passwordStdin);
      const { rewrapped = [], removed = [] } = change ?? {};
      printAnswer(options.json, { vault: name, recovered: true, rewrapped, removed }, () => [
        change === null
          ? `Shared vault "${name}" is unlocked for this terminal. Its recovery code stays valid.`
          : `Vault "${name}" has a new password. Its recovery code stays valid.`,
      ]);
      return;
    }
    if (options.passwordStdin) {
      await unlockByPassword(context, stored, { passwordStdin: true });
    } else {
      await unlockVault(context, name);
    }
    const unlockCache = context.unlockCache();
    const key = await unlockCache?.get(stored.file.id) ?? null;
    if (key === null) throw notCached(context, name, unlockCache);
    key.wipe();
    await refreshHooks(context.host, context.paths);
    printAnswer(
      options.json,
      { vault: name, unlocked: true, unlockCache: unlockCache?.name },
      () => [
        `Vault "${name}" is unlocked for this terminal.`,
      ],
    );
  },
);

function checkOptions(options: {
  readonly enroll: string | undefined;
  readonly recovery: boolean;
  readonly installPolicy: boolean;
}): void {
  const { enroll, recovery, installPolicy } = options;
  const actions = [enroll !== undefined, recovery, installPolicy].filter((each) => each).length;
  if (actions <= 1 && (enroll ?? "system") === "system") return;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: "unlock a vault",
    because: actions > 1
      ? "--enroll, --recovery and --install-policy exclude each other"
      : `--enroll takes only "system", not ${JSON.stringify(enroll)}`,
    try: "opaws unlock --help",
  });
}

function notCached(
  { host }: CommandContext,
  name: string,
  unlockCache: UnlockCache | null,
): UserError {
  return new UserError({
    exit: "unavailable",
    code: "no-unlock-cache",
    cannot: `keep vault ${JSON.stringify(name)} unlocked`,
    ...(unlockCache === null
      ? {
        because: host.platform === "windows"
          ? "there is no console and OPAWS_SESSION is not set"
          : "there is no kernel keyring and OPAWS_SESSION is not set",
        try: hookLine(detectShell(host) ?? "bash", ["opaws"]),
      }
      : { because: `the ${unlockCache.name} did not store its key`, try: "opaws doctor" }),
  });
}
