import { eachVault } from "../unlock/each_vault.ts";
import type { CachedKey } from "../unlock/cache/unlock_cache.ts";
import { KernelKeyring, kernelKeyringWorks } from "../unlock/cache/kernel_keyring.ts";
import { hasTerminalEnded, terminalName } from "../unlock/terminal_session.ts";
import type { Slot } from "../vault/format/vault_file.ts";
import { readVault, vaultNames } from "../vault/store/read.ts";
import { type Command, declare, jsonFlag, parameters } from "../cli/declare.ts";
import { columns, printAnswer, timeText } from "../cli/output.ts";
import { reportUnusable } from "./unusable_vaults.ts";
import { describeSlot } from "./vault/slots/describe_slot.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws status`. */
export const command: Command = declare(
  {
    description:
      "It shows for each vault whether it is unlocked, by what, since when, until when, and in which terminals.",
    examples: ["opaws status", "opaws status --json"],
  },
  parameters({ json: jsonFlag }),
  async (options, context) => {
    const cached = await allCachedKeys(context);
    const { found: vaults, unusable } = await eachVault(
      vaultNames(context.paths),
      false,
      (name) => vaultState(context, name, cached),
    );
    const problems = reportUnusable(unusable);
    const broken = unusable.map(({ name, error }) => ({ name, problem: error.message }));
    const unlockCache = context.unlockCache()?.name ?? null;
    printAnswer(
      options.json,
      { terminal: context.terminal?.id ?? null, unlockCache, vaults: [...vaults, ...broken] },
      () => [
        ...(vaults.length + broken.length === 0
          ? ["There is no vault yet. Create one: opaws vault create personal"]
          : columns(vaults.flatMap((vault) => rowsOf(vault, context.host.now())))),
        ...broken.map(({ name, problem }) => `${name}  ${problem}`),
      ],
    );
    return problems.status;
  },
);

/** A vault that is unlocked in a terminal. Times are in epoch milliseconds. */
interface Unlocked {
  /** Whether it is this terminal. */
  readonly thisTerminal: boolean;
  readonly terminal: string;
  readonly name: string;
  readonly ended: boolean;
  /** The slot that unlocked it; null if that is unknown, or the vault no longer has the slot. */
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

function vaultState(
  context: CommandContext,
  name: string,
  cached: readonly CachedKey[],
): VaultState {
  const { id, slots } = readVault(context.paths, name).file;
  const unlocked = cached.filter((each) => each.vault === id).map((each): Unlocked => {
    const slot = slots.find((one) => one.id === each.slot);
    return {
      thisTerminal: each.terminal === context.terminal?.id,
      terminal: each.terminal,
      name: terminalName(context.host, each.terminal),
      ended: hasTerminalEnded(context.host, each.terminal),
      slot: slot ? { id: slot.id, kind: slot.kind, label: slot.label } : null,
      since: each.since,
      idleUntil: each.idleUntil,
      until: each.until,
    };
  });
  return { name, id, locked: !unlocked.some((each) => each.thisTerminal), unlocked };
}

/** Returns the cached keys, even if this process has no terminal session. */
async function allCachedKeys(context: CommandContext): Promise<CachedKey[]> {
  const unlockCache = context.unlockCache();
  if (unlockCache !== null) return await unlockCache.list();
  const kernel = kernelKeyringWorks(context.host);
  return kernel ? await new KernelKeyring(context.host, context.paths, "none").list() : [];
}

function rowsOf(vault: VaultState, now: number): string[][] {
  const own = vault.unlocked.find((each) => each.thisTerminal);
  const others = vault.unlocked.filter((each) => !each.thisTerminal);
  return [
    [
      vault.name,
      own ? sinceText(own, now) : "locked in this terminal",
      own ? untilText(own, now) : "",
      others.length === 0
        ? ""
        : `unlocked in ${others.length} other ${others.length === 1 ? "terminal" : "terminals"}`,
    ],
    ...others.map((each) => ["", sinceText(each, now), untilText(each, now), `in ${each.name}`]),
  ];
}

function sinceText({ since, slot }: Unlocked, now: number): string {
  const by = slot === null ? "" : ` by its ${describeSlot(slot)}`;
  return `unlocked since ${timeText(since, now)}${by}`;
}

function untilText({ idleUntil, until }: Unlocked, now: number): string {
  return `until ${timeText(idleUntil, now)} without use, ${timeText(until, now)} at the latest`;
}
