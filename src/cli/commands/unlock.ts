import { Fault } from "../../fault.ts";
import { readVault, vaultNames } from "../../vault/store.ts";
import { type Command, declare, json, object, passwordStdin, toggle, vault } from "../declare.ts";
import { lastTime } from "../time_text.ts";
import { answer, columns } from "../output.ts";
import { recoverVault } from "../unlock_by_recovery.ts";
import { unlockByPassword, unlockVault } from "../unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

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

/** `opaws lock`. */
export const lock: Command = declare(
  "lock",
  {
    brief: "Locks the vaults of this terminal, or of every terminal.",
    examples: ["opaws lock", "opaws lock --all"],
  },
  object({ json, vault, all: toggle("--all", "Lock in every terminal of yours.") }),
  async (options, work) => {
    const id = options.vault === undefined
      ? undefined
      : readVault(work.places, options.vault).file.id;
    const keeper = work.keeper();
    if (options.all) await keeper?.forgetAll(id);
    else await keeper?.forget(id);
    answer(options.json, { locked: options.vault ?? "all", everyTerminal: options.all }, () => [
      `${options.vault === undefined ? "All vaults are" : `Vault "${options.vault}" is`} locked ${
        options.all ? "in every terminal" : "in this terminal"
      }.`,
    ]);
  },
);

/** `opaws status`. */
export const status: Command = declare(
  "status",
  {
    brief:
      "Tells which vaults are unlocked, since when and until when, here and in other terminals.",
    examples: ["opaws status", "opaws status --json"],
  },
  object({ json }),
  async (options, work) => {
    const vaults = await vaultStates(work);
    const keeper = work.keeper()?.name ?? null;
    answer(options.json, { terminal: work.terminal?.id ?? null, keeper, vaults }, () => {
      if (vaults.length === 0) return ["No vault yet. Make one: opaws vault create personal"];
      const now = work.host.now();
      return columns(vaults.map((vault) => {
        const here = vault.unlocked.find((each) => each.here);
        const others = vault.unlocked.filter((each) => !each.here).length;
        return [
          vault.name,
          here ? `unlocked since ${lastTime(here.since, now)}` : "locked in this terminal",
          here
            ? `until ${lastTime(here.idleUntil, now)} without use, ${
              lastTime(here.until, now)
            } at the latest`
            : "",
          others === 0
            ? ""
            : `unlocked in ${others} other ${others === 1 ? "terminal" : "terminals"}`,
        ];
      }));
    });
  },
);

interface VaultState {
  readonly name: string;
  readonly id: string;
  readonly unlocked: readonly {
    readonly here: boolean;
    readonly terminal: string;
    readonly since: number;
    readonly idleUntil: number;
    readonly until: number;
  }[];
}

async function vaultStates(work: Workplace): Promise<VaultState[]> {
  const kept = await work.keeper()?.list() ?? [];
  return vaultNames(work.places).map((name) => {
    const { id } = readVault(work.places, name).file;
    const unlocked = kept.filter((each) => each.vault === id)
      .map(({ terminal, since, idleUntil, until }) => ({
        here: terminal === work.terminal?.id,
        terminal,
        since,
        idleUntil,
        until,
      }));
    return { name, id, unlocked };
  });
}

function nothingKept(name: string): Fault {
  return new Fault({
    exit: "unavailable",
    code: "no-keeper",
    cannot: `keep vault ${JSON.stringify(name)} unlocked`,
    because: "the kernel keeps no key here and OPAWS_SESSION is not set",
    try: 'eval "$(opaws hook bash)"',
  });
}
