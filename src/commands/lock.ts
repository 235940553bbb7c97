import { UserError } from "../errors.ts";
import { forgetEverywhere } from "../unlock/cache/forget_everywhere.ts";
import { screenLockAgent, screenLockUnit } from "./lock/screen_lock.ts";
import { endServers } from "../server/registration.ts";
import { readVault } from "../vault/store/read.ts";
import { type Command, declare, flag, jsonFlag, parameters, vaultOption } from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { selfCommandWithPath } from "../exec/self_command.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws lock`. */
export const command: Command = declare(
  {
    description:
      "Cached credentials are sealed under the key of their vault, so they cannot be used until it is unlocked again. Running servers (opaws run --server, opaws serve) hand out nothing more. --on-screen-lock prints what makes the system run opaws lock --all when the screen locks or the machine goes to sleep: a systemd user unit on Linux, a launch agent on macOS. It installs nothing.",
    examples: [
      "opaws lock",
      "opaws lock --all",
      "opaws lock --on-screen-lock > ~/.config/systemd/user/opaws-lock.service",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    all: flag("--all", "Lock in all of your terminals."),
    onScreenLock: flag(
      "--on-screen-lock",
      "Print the unit or launch agent that locks all terminals when the screen locks.",
    ),
  }),
  async (options, context) => {
    if (options.onScreenLock) return printUnit(context, options.json);
    const id = options.vault === undefined
      ? undefined
      : readVault(context.paths, options.vault).file.id;
    if (options.all) await forgetEverywhere(context.host, context.paths, id);
    else await context.unlockCache()?.forget(id);
    const terminal = context.terminal?.id ?? null;
    endServers(
      context.paths,
      (server) =>
        (id === undefined || server.vault === id || server.vault === null) &&
        (options.all || server.terminal === terminal || server.terminal === null),
    );
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
  const command = [...selfCommandWithPath(host), "lock", "--all"];
  if (host.platform === "windows") {
    throw new UserError({
      exit: "unavailable",
      code: "no-screen-lock",
      cannot: "print what locks the vaults with the screen",
      because: "opaws has no support for that on Windows yet",
      try: "opaws lock --all",
    });
  }
  const [name, text] = host.platform === "darwin"
    ? ["~/Library/LaunchAgents/opaws.lock.plist", screenLockAgent(command)]
    : ["~/.config/systemd/user/opaws-lock.service", screenLockUnit(command)];
  printAnswer(asJson, { path: name, text }, () => text.trimEnd().split("\n"));
}
