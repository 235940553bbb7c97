import type { SignedHeader } from "../crypto/generation_signature.ts";
import { acceptHistory } from "../history/accept_history.ts";
import type { SharedState } from "../store/shared_state.ts";
import { fetchHistory } from "./fetch_history.ts";
import { ancestorsOf, relateHeads } from "../history/header_graph.ts";
import type { LocalGeneration } from "./local_vault.ts";
import type { SyncContext, SyncOptions } from "./sync_context.ts";
import { forkedRemote, incompleteRemote, olderRemote, otherVault } from "./sync_errors.ts";

/** The verified history of a remote. */
export interface AcceptedHeads {
  /** The hashes of its newest generations. */
  readonly heads: readonly string[];
  /** All headers that are known now, each verified. */
  readonly headers: ReadonlyMap<string, SignedHeader>;
  /** The hashes of those that this machine sees for the first time. */
  readonly fresh: readonly string[];
}

/** What is known about a remote before its new headers are read. */
interface KnownRemote {
  /** What this machine has seen there. */
  readonly state: SharedState;
  /** The verified headers, by hash. */
  readonly known: ReadonlyMap<string, SignedHeader>;
  /** The hashes of its newest generations. */
  readonly heads: readonly string[];
}

/**
 * Reads and verifies the history that leads from what this machine knows to `heads`, and compares it with what this machine
 * has seen there.
 *
 * @throws UserError (65) if the history is not genuine, older than what was seen, or another one; (78) if it is that of
 *   another vault; (69) if a synced folder is not complete.
 */
export async function acceptHeads(
  { name, remote }: Pick<SyncContext, "name" | "remote">,
  local: LocalGeneration,
  { state, known, heads }: KnownRemote,
  { acceptRollback }: Pick<SyncOptions, "acceptRollback">,
): Promise<AcceptedHeads> {
  const read = (hash: string) => remote.header(hash);
  const history = await fetchHistory(read, heads, known);
  const vault = local.file.id;
  for (const { header } of history.fetched.values()) {
    if (header.vault !== vault) throw otherVault(name);
  }
  const reached = new Map([...history.known, ...history.fetched]);
  const missing = missingHeaders(heads, history.fetched, reached);
  // Anyone who can write to the store can leave out a header, and a synced folder is not complete at once.
  if (missing.length > 0 && heads.some((hash) => missing.includes(hash))) {
    throw incompleteRemote(name);
  }
  checkSeen(name, state, heads, reached, acceptRollback);
  if (missing.length > 0 && !remote.sequential) throw incompleteRemote(name);
  const fresh = await acceptHistory({
    vault,
    known: history.known,
    heads,
    fetched: history.fetched,
  });
  return {
    heads,
    headers: new Map([...history.known, ...fresh]),
    fresh: [...fresh.keys()],
  };
}

/**
 * Returns the hashes of `heads`, and of parents of the `fetched` headers before them, that were not reached. What comes before
 * a known header is not needed: this machine remembers only the newest ones.
 */
function missingHeaders(
  heads: readonly string[],
  fetched: ReadonlyMap<string, SignedHeader>,
  reached: ReadonlyMap<string, SignedHeader>,
): string[] {
  return [...ancestorsOf(heads, fetched)].filter((hash) => !reached.has(hash));
}

function checkSeen(
  name: string,
  state: SharedState,
  heads: readonly string[],
  headers: ReadonlyMap<string, SignedHeader>,
  acceptRollback: boolean,
): void {
  const relation = relateHeads(heads, state.heads, headers);
  if (relation === "same" || relation === "newer" || acceptRollback) return;
  const highest = (hashes: readonly string[]) =>
    Math.max(...hashes.map((hash) => headers.get(hash)?.header.generation ?? 0));
  if (relation === "fork") throw forkedRemote(name);
  throw olderRemote(name, highest(state.heads), heads.length === 0 ? null : highest(heads));
}
