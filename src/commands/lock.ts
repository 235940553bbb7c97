import { UserError } from "../errors.ts";
import { forgetEverywhere } from "../unlock/cache/forget_everywhere.ts";
import { screenLockAgent, screenLockUnit } from "./lock/screen_lock.ts";
import { readVault } from "../vault/store/read.ts";
import { type Command, declare, flag, jsonFlag, parameters, vaultOption } from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { selfCommandForService } from "../exec/self_command.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws lock`. */
export const lock: Command = declare(
  "lock",
  {
    brief: "Locks the vaults of this terminal, or of every terminal.",
    description:
      "What is cached sealed under a vault's key opens no more until the vault is unlocked again. With --on-screen-lock it prints, and installs nothing, what makes the system run opaws lock --all whenever the screen is locked or the machine goes to sleep: a systemd user unit on Linux, a launch agent on macOS.",
    examples: [
      "opaws lock",
      "opaws lock --all",
      "opaws lock --on-screen-lock > ~/.config/systemd/user/opaws-lock.service",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    all: flag("--all", "Lock in every terminal of yours."),
    onScreenLock: flag(
      "--on-screen-lock",
      "Print the unit or launch agent that locks every terminal with the screen.",
    ),
  }),
  async (options, context) => {
    if (options.onScreenLock) return printUnit(context, options.json);
    const id = options.vault === undefined
      ? undefined
      : readVault(context.paths, options.vault).file.id;
    if (options.all) await forgetEverywhere(context.host, context.paths, id);
    else await context.unlockCache()?.forget(id);
    printAnswer(
      options.json,
      { locked: options.vault ?? "all", everyTerminal: options.all },
      () => [
        `${options.vault === undefined ? "All vaults are" : `Vault "${options.vault}" is`} locked ${
          options.all ? "in every terminal" : "in this terminal"
        }.`,
      ],
    );
  },
);

function printUnit({ host }: CommandContext, asJson: boolean): void {
  const words = [...selfCommandForService(host), "lock", "--all"];
  if (host.platform === "windows") {
    throw new UserError({
      exit: "unavailable",
      code: "no-screen-lock",
      cannot: "print what locks with the screen",
      because: "opaws has nothing for that on Windows yet",
      try: "opaws lock --all",
    });
  }
  const [name, text] = host.platform === "darwin"
    ? ["~/Library/LaunchAgents/opaws.lock.plist", screenLockAgent(words)]
    : ["~/.config/systemd/user/opaws-lock.service", screenLockUnit(words)];
  printAnswer(asJson, { path: name, text }, () => text.trimEnd().split("\n"));
}
