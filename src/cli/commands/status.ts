import type { Kept } from "../../unlock/keeper.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../unlock/kernel_keyring.ts";
import { hasTerminalEnded, terminalName } from "../../unlock/terminal_session.ts";
import type { Slot } from "../../vault/file.ts";
import { readVault, vaultNames } from "../../vault/store.ts";
import { type Command, declare, json, object } from "../declare.ts";
import { answer, columns } from "../output/output.ts";
import { slotWords } from "../unlock/slot_words.ts";
import { lastTime } from "../output/time_text.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws status`. */
export const status: Command = declare(
  "status",
  {
    brief: "Tells which vaults are unlocked, by what, and until when.",
    description:
      "Tells of each vault whether it is unlocked, by what, since when, until when, and in which terminals.",
    examples: ["opaws status", "opaws status --json"],
  },
  object({ json }),
  async (options, work) => {
    const vaults = await vaultStates(work);
    const keeper = work.keeper()?.name ?? null;
    answer(
      options.json,
      { terminal: work.terminal?.id ?? null, keeper, vaults },
      () =>
        vaults.length === 0
          ? ["No vault yet. Make one: opaws vault create personal"]
          : columns(vaults.flatMap((vault) => rowsOf(vault, work.host.now()))),
    );
  },
);

/** How one terminal has a vault open. */
interface Unlocked {
  readonly here: boolean;
  readonly terminal: string;
  readonly name: string;
  readonly ended: boolean;
  /** What opened it; null when it was not told or is no slot of the vault any more. */
  readonly slot: Pick<Slot, "id" | "kind" | "label"> | null;
  readonly since: number;
  readonly idleUntil: number;
  readonly until: number;
}

interface VaultState {
  readonly name: string;
  readonly id: string;
  readonly locked: boolean;
  readonly unlocked: readonly Unlocked[];
}

async function vaultStates(work: Workplace): Promise<VaultState[]> {
  const kept = await allKept(work);
  return vaultNames(work.places).map((name) => {
    const { id, slots } = readVault(work.places, name).file;
    const unlocked = kept.filter((each) => each.vault === id).map((each): Unlocked => {
      const slot = slots.find((one) => one.id === each.slot);
      return {
        here: each.terminal === work.terminal?.id,
        terminal: each.terminal,
        name: terminalName(work.host, each.terminal),
        ended: hasTerminalEnded(work.host, each.terminal),
        slot: slot ? { id: slot.id, kind: slot.kind, label: slot.label } : null,
        since: each.since,
        idleUntil: each.idleUntil,
        until: each.until,
      };
    });
    return { name, id, locked: !unlocked.some((each) => each.here), unlocked };
  });
}

/** What is kept; also where this process has no terminal session of its own. */
async function allKept(work: Workplace): Promise<Kept[]> {
  const keeper = work.keeper();
  if (keeper !== null) return await keeper.list();
  const kernel = work.host.platform === "linux" && kernelKeyringWorks();
  return kernel ? await new KernelKeyring(work.host, work.places, "none").list() : [];
}

function rowsOf(vault: VaultState, now: number): string[][] {
  const here = vault.unlocked.find((each) => each.here);
  const others = vault.unlocked.filter((each) => !each.here);
  return [
    [
      vault.name,
      here ? opening(here, now) : "locked in this terminal",
      here ? ending(here, now) : "",
      others.length === 0
        ? ""
        : `unlocked in ${others.length} other ${others.length === 1 ? "terminal" : "terminals"}`,
    ],
    ...others.map((each) => ["", opening(each, now), ending(each, now), `in ${each.name}`]),
  ];
}

function opening({ since, slot }: Unlocked, now: number): string {
  const by = slot === null ? "" : ` by its ${slotWords(slot)}`;
  return `unlocked since ${lastTime(since, now)}${by}`;
}

function ending({ idleUntil, until }: Unlocked, now: number): string {
  return `until ${lastTime(idleUntil, now)} without use, ${lastTime(until, now)} at the latest`;
}
