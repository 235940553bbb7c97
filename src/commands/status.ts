import { eachVault } from "../unlock/each_vault.ts";
import type { CachedKey } from "../unlock/cache/unlock_cache.ts";
import { KernelKeyring, kernelKeyringWorks } from "../unlock/cache/kernel_keyring.ts";
import { isLoginSession } from "../unlock/login_session.ts";
import { hasTerminalEnded, terminalName } from "../unlock/terminal_state.ts";
import type { Slot } from "../vault/format/vault_file.ts";
import { readVault, vaultNames } from "../vault/store/read.ts";
import { listServers } from "../server/registration.ts";
import { type Command, declare, jsonFlag, parameters } from "../cli/declare.ts";
import { relativeTime } from "../cli/relative_time.ts";
import { printStyledAnswer, type Span } from "../cli/styled_line.ts";
import { table } from "../cli/table_output.ts";
import { reportUnusable } from "./unusable_vaults.ts";
import { describeSlot } from "./vault/slots/describe_slot.ts";
import type { CommandContext } from "../cli/context.ts";

const THIS = "this terminal";
const THIS_LOGIN = "this login session";

/** `opaws status`. */
export const command: Command = declare(
  {
    description:
      "It shows for each vault whether it is unlocked, by what, since when, until when, and in which terminals, and which servers run.",
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
    const servers = listServers(context.paths);
    const here = isLoginSession(context.unlockSession()?.id ?? "") ? THIS_LOGIN : THIS;
    const now = context.host.now();
    await printStyledAnswer(
      options.json,
      {
        terminal: context.terminal?.id ?? null,
        unlockCache,
        vaults: [...vaults, ...broken],
        servers,
      },
      () => [
        ...(vaults.length + broken.length === 0
          ? ["There is no vault yet. Create one: opaws vault create personal"]
          : table(HEADERS, vaults.flatMap((vault) => rowsOf(vault, now, here)))),
        ...broken.map(({ name, problem }) => `${name}  ${problem}`),
        ...servers.map(({ tool, pid, until }) =>
          `A server for ${tool} (process ${pid}) ends ${relativeTime(until, now)} at the latest.`
        ),
      ],
    );
    return problems.status;
  },
);

/** A vault that is unlocked in a terminal. Times are in epoch milliseconds. */
interface Unlocked {
  /** Whether it is this terminal, or with `lock.scope` the login session that this terminal belongs to. */
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
  const session = context.unlockSession()?.id;
  const unlocked = cached.filter((each) => each.vault === id).map((each): Unlocked => {
    const slot = slots.find((one) => one.id === each.slot);
    return {
      thisTerminal: each.terminal === session,
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

const HEADERS = [
  "VAULT",
  "STATE",
  "BY",
  "UNLOCKED",
  "LOCKS IF UNUSED",
  "LOCKS AT LATEST",
  "TERMINAL",
];

function rowsOf(
  { name, locked, unlocked }: VaultState,
  now: number,
  here: string,
): (string | Span)[][] {
  const own = unlocked.filter((each) => each.thisTerminal);
  const others = unlocked.filter((each) => !each.thisTerminal);
  return [
    ...(locked ? [[name, { text: "locked", style: "note" } as const, "", "", "", "", here]] : []),
    ...[...own, ...others].map((each) => [
      name,
      { text: "unlocked", style: "good" } as const,
      each.slot === null ? "" : describeSlot(each.slot),
      relativeTime(each.since, now),
      relativeTime(each.idleUntil, now),
      relativeTime(each.until, now),
      each.thisTerminal ? here : each.name,
    ]),
  ];
}
