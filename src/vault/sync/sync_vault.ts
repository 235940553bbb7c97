import { UserError, withTry } from "../../errors.ts";
import { withLock } from "../../fs/lock.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import {
  NO_STATE,
  readSharedState,
  type SharedState,
  sharedStatePath,
} from "../store/shared_state.ts";
import { acceptHeads } from "./accept_heads.ts";
import { ancestorsOf, type Headers } from "../history/header_graph.ts";
import { byHash, newestHeaders } from "./known_headers.ts";
import { joinHeads } from "./join_heads.ts";
import { changeStateOf, type LocalGeneration, readLocal, replaceLocal } from "./local_vault.ts";
import { deleteOlder, KEPT_HEADERS, publish } from "./publish.ts";
import type { SyncContext, SyncOptions } from "./sync_context.ts";
import { busyRemote, historyCommand } from "./sync_errors.ts";
import { SyncReport } from "./sync_report.ts";

/** The number of times that a sync reads and merges again because another member was first. */
const MAX_ATTEMPTS = 12;
const FIRST_DELAY = 50; // milliseconds, doubled at each attempt
const MAX_DELAY = 2_000; // milliseconds
/** How long a sync waits for another one of the same vault on this machine; milliseconds. */
const LOCK_TIMEOUT = 60_000;

/**
 * Syncs a shared vault with its remote: verifies what is new there, merges it with the changes on this machine, and
 * publishes the result. Takes one request if nothing has changed. At each step the vault, its state and the remote are such
 * that the next sync continues from there if this process is killed.
 *
 * @throws UserError as its steps do; (75) if others are always first, or another sync of this vault on this machine takes
 *   too long.
 */
export async function syncVault(
  context: SyncContext,
  options: SyncOptions,
  lockTimeout: number = LOCK_TIMEOUT,
): Promise<SyncReport> {
  const { name, paths } = context;
  const { file } = await readLocal(context);
  const lock = `${sharedStatePath(paths, file.id)}.sync`;
  return await withLock(lock, async () => {
    const report = new SyncReport(name);
    for (let attempt = 1;; attempt++) {
      if (await syncNamedOnce(context, options, report)) return report;
      if (attempt === MAX_ATTEMPTS) throw busyRemote(name);
      await context.sleep(delay(context, attempt));
    }
  }, lockTimeout);
}

/** Returns a random part of a delay that grows, so that members who were late together are not late together again. */
function delay({ host }: Pick<SyncContext, "host">, attempt: number): number {
  const longest = Math.min(FIRST_DELAY * 2 ** attempt, MAX_DELAY);
  return longest * (0.5 + host.random(1)[0]! / 512);
}

/** As {@linkcode syncOnce}; errors about the history name the vault, which the rules behind them do not know. */
async function syncNamedOnce(...args: Parameters<typeof syncOnce>): Promise<boolean> {
  try {
    return await syncOnce(...args);
  } catch (error) {
    if (!(error instanceof UserError) || error.try !== "opaws vault history") throw error;
    throw withTry(error, historyCommand(args[0].name));
  }
}

/** Returns whether the sync is done; false if something changed meanwhile and it has to begin again. */
async function syncOnce(
  context: SyncContext,
  options: SyncOptions,
  report: SyncReport,
): Promise<boolean> {
  const { remote, key } = context;
  const local = await readLocal(context);
  const { state, isNew } = await readState(context, local);
  const answer = await remote.heads(state.tag);
  const heads = answer?.heads.map(({ hash }) => hash) ?? state.heads;
  const tag = answer === null ? state.tag : answer.tag;
  const known = await byHash([...state.headers, ...state.pending, local.signed]);
  const accepted = await acceptHeads(context, local, { state, known, heads }, options);
  const joined = await joinHeads(context, local, accepted, state);
  if (joined === null) return false;
  options.signal?.throwIfAborted();
  const next: SharedState = {
    ...state,
    heads,
    headers: [...accepted.headers.values()],
    pending: [...joined.pending.values()],
    covers: joined.covers,
    tag,
  };
  let current = local;
  if (joined.current.hash !== local.hash) {
    const isOnRemote = heads.includes(joined.current.hash);
    const before = isOnRemote ? { ...next, attempted: joined.current.hash } : next;
    if (!await replaceLocal(context, local, joined.current, () => before)) return false;
    if (joined.current.key !== key) await useKey(context, joined.current.key);
    report.pulled = true;
    current = await readLocal(context);
    if (current.hash !== joined.current.hash) return false; // another process wrote after this one
  }
  report.noteMerge(joined.notes);
  report.restarted ||= isNew && heads.length > 0;
  report.noteFresh(accepted.fresh, accepted.headers);
  report.noteNewest(current.signed, joined.headers);
  const { headers, pending } = joined;
  const isOnRemote = ancestorsOf(heads, headers).has(current.hash);
  report.pending = !isOnRemote && !joined.isReader;
  if (report.pending && options.push) {
    if (!await publish(context, { local: current, pending, state: next, headers }, report)) {
      return false;
    }
    report.pending = false;
  } else if (!await settle(context, current, next, headers)) return false;
  if (!report.pending && (await readState(context, current)).state.cleanup) {
    await deleteOlder(context, current, report);
  }
  return true;
}

/** Returns what this machine knows about the remote. What it knows about another one says nothing about this. */
async function readState(
  { paths, address }: SyncContext,
  { file, key }: LocalGeneration,
): Promise<{ readonly state: SharedState; readonly isNew: boolean }> {
  const stored = await readSharedState(paths, baseKey(key.bytes), file.id);
  if (stored?.remote === address) return { state: stored, isNew: false };
  const rest = { remote: address, heads: [], covers: [], tag: null, synced: 0, newest: null };
  return { state: { ...stored ?? NO_STATE, ...rest }, isNew: stored === null };
}

/** Makes `next` the key of this vault, for everything that uses this context, and caches it. */
async function useKey({ key, rekeyed }: SyncContext, next: VaultKey): Promise<void> {
  key.bytes.set(next.bytes);
  next.wipe();
  await rekeyed(key);
}

/** Records that the remote was read and nothing is to be published. Returns false if the vault was changed meanwhile. */
async function settle(
  context: SyncContext,
  current: LocalGeneration,
  state: SharedState,
  headers: Headers,
): Promise<boolean> {
  const isSynced = ancestorsOf(state.heads, headers).has(current.hash);
  const isNewest = state.heads.every((hash) => hash === current.hash);
  const newest = newestHeaders(state.heads, headers, 1)[0]?.header.time ?? state.newest;
  return await changeStateOf(context, current, () => ({
    ...state,
    ...isSynced && { attempted: current.hash },
    // Siblings that are not merged need all headers since they parted.
    ...isNewest && { headers: newestHeaders(state.heads, headers, KEPT_HEADERS) },
    synced: context.host.now(),
    newest,
  }));
}
