import { Fault } from "../../fault.ts";
import { forgetEverywhere } from "../../unlock/forget_everywhere.ts";
import { launchAgent, systemdUnit } from "../../unlock/screen_lock.ts";
import { readVault } from "../../vault/store.ts";
import { type Command, declare, json, object, toggle, vault } from "../declare.ts";
import { answer } from "../output/output.ts";
import { ownPath } from "../setup/own_program.ts";
import type { Workplace } from "../workplace.ts";

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
  object({
    json,
    vault,
    all: toggle("--all", "Lock in every terminal of yours."),
    onScreenLock: toggle(
      "--on-screen-lock",
      "Print the unit or launch agent that locks every terminal with the screen.",
    ),
  }),
  async (options, work) => {
    if (options.onScreenLock) return printUnit(work, options.json);
    const id = options.vault === undefined
      ? undefined
      : readVault(work.places, options.vault).file.id;
    if (options.all) await forgetEverywhere(work.host, work.places, id);
    else await work.keeper()?.forget(id);
    answer(options.json, { locked: options.vault ?? "all", everyTerminal: options.all }, () => [
      `${options.vault === undefined ? "All vaults are" : `Vault "${options.vault}" is`} locked ${
        options.all ? "in every terminal" : "in this terminal"
      }.`,
    ]);
  },
);

function printUnit({ host }: Workplace, asJson: boolean): void {
  const words = [...ownPath(host), "lock", "--all"];
  if (host.platform === "windows") {
    throw new Fault({
      exit: "unavailable",
      code: "no-screen-lock",
      cannot: "print what locks with the screen",
      because: "opaws has nothing for that on Windows yet",
      try: "opaws lock --all",
    });
  }
  const [name, text] = host.platform === "darwin"
    ? ["~/Library/LaunchAgents/opaws.lock.plist", launchAgent(words)]
    : ["~/.config/systemd/user/opaws-lock.service", systemdUnit(words)];
  answer(asJson, { path: name, text }, () => text.trimEnd().split("\n"));
}
