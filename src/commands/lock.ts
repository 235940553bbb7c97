import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { isLoginSession, loginSession } from "../unlock/login_session.ts";
import { exists } from "../fs/exists.ts";
import { forgetEverywhere } from "../unlock/cache/forget_everywhere.ts";
import { screenLockAgent, screenLockTask, screenLockUnit } from "../unlock/screen_lock.ts";
import { windows } from "../windows/load.ts";
import { endServers } from "../server/registration.ts";
import { lockedTogether } from "../unlock/own_vault.ts";
import { readVault } from "../vault/store/read.ts";
import { type Command, declare, flag, jsonFlag, parameters, vaultOption } from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { selfCommandWithPath } from "../exec/self_command.ts";
import type { CommandContext } from "../cli/context.ts";
import { joinPath } from "../fs/path.ts";

/** `opaws lock`. */
export const command: Command = declare(
  {
    description:
      "Cached credentials are sealed under the key of their vault, so they cannot be used until it is unlocked again. Running servers (opaws run --server, opaws serve) hand out nothing more. --on-screen-lock prints what makes the system run opaws lock --all when the screen locks or the machine goes to sleep: a systemd user unit on Linux, a launch agent on macOS, a scheduled task on Windows. It installs nothing; the first lines say how to.",
    examples: [
      "opaws lock",
      "opaws lock --all",
      "opaws lock --on-screen-lock > ~/.config/systemd/user/opaws-lock.service",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    all: flag("--all", "Lock in all of your terminals and login sessions."),
    onScreenLock: flag(
      "--on-screen-lock",
      "Print the unit, launch agent or task that locks all terminals when the screen locks.",
    ),
  }),
  async (options, context) => {
    if (options.onScreenLock) return printUnit(context, options.json);
    const named = options.vault === undefined ? null : readVault(context.paths, options.vault);
    const also = named === null ? [] : lockedTogether(context, named);
    const ids = named === null ? [] : [named, ...also].map(({ file }) => file.id);
    for (const id of named === null ? [undefined] : ids) {
      if (options.all) await forgetEverywhere(context.host, context.paths, id);
      else await forgetHere(context, id);
    }
    const session = context.unlockSession();
    const own = [session?.id, context.terminal?.id, null];
    // The tool of a server may have no terminal session of its own, and its opaws lock must end the server too.
    const isEverywhere = options.all || session === null;
    endServers(
      context.paths,
      (server) =>
        (named === null || server.vault === null || ids.includes(server.vault)) &&
        (isEverywhere || own.includes(server.terminal)),
    );
    printAnswer(
      options.json,
      {
        locked: options.vault ?? "all",
        also: also.map(({ name }) => name),
        everyTerminal: options.all,
      },
      () => [
        `${options.vault === undefined ? "All vaults are" : `Vault "${options.vault}" is`} locked ${
          options.all
            ? "in every terminal"
            : session !== null && isLoginSession(session.id)
            ? "in this login session"
            : "in this terminal"
        }.`,
        ...also.map(({ name, file }) =>
          `So is vault "${name}", which ${file.shared === undefined ? "opens" : "opens with"} it.`
        ),
      ],
    );
  },
);

/** Forgets the keys of this terminal and of the login session: `lock.scope` may have changed since a vault was unlocked. */
async function forgetHere(context: CommandContext, vault: string | undefined): Promise<void> {
  const { host, paths, terminal } = context;
  await context.unlockCache()?.forget(vault);
  const login = exists(joinPath(paths.runtime, "login")) ? loginSession(host, paths) : null;
  for (const session of [terminal, login]) {
    if (session === null || session.id === context.unlockSession()?.id) continue;
    await chooseUnlockCache(host, paths, session)?.forget(vault);
  }
}

function printUnit({ host }: CommandContext, asJson: boolean): void {
  const command = [...selfCommandWithPath(host), "lock", "--all"];
  const [name, text] = windows !== null
    ? ["opaws-lock.xml", screenLockTask(command, windows.ownAccountName())]
    : host.platform === "darwin"
    ? ["~/Library/LaunchAgents/opaws.lock.plist", screenLockAgent(command)]
    : ["~/.config/systemd/user/opaws-lock.service", screenLockUnit(command)];
  printAnswer(asJson, { path: name, text }, () => text.trimEnd().split("\n"));
}
