import { UserError } from "../../errors.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { SignedHeader } from "../crypto/generation_signature.ts";
import { acceptHistory } from "../history/accept_history.ts";
import { relateHeads } from "../history/header_graph.ts";
import { readSharedState } from "../store/shared_state.ts";
import { fetchUpTo } from "./fetch_history.ts";
import { byHash } from "./known_headers.ts";
import { readLocal } from "./local_vault.ts";
import { authorName, type MemberEvent, memberEvents } from "./member_events.ts";
import type { SyncContext } from "./sync_context.ts";

/** One generation of a vault. */
export interface HistoryEntry {
  /** The hash of its header. */
  readonly hash: string;
  /** Its number. */
  readonly generation: number;
  /** When it was written, RFC 3339, as its author says. */
  readonly time: string;
  /** The name of its author. */
  readonly by: string;
  /** How many items it changed or removed. */
  readonly items: number;
  /** What it changed about the members. */
  readonly events: readonly MemberEvent[];
  /** Whether it has a new vault key. */
  readonly rekeyed: boolean;
  /** Whether this machine has it. */
  readonly here: boolean;
  /** Whether it is a newest one of the remote. */
  readonly remote: boolean;
  /** Whether it was a newest one of the remote when this machine last synced. */
  readonly seen: boolean;
}

/** The newest generations of a vault, those of the remote and those that this machine knows. */
export interface VaultHistory {
  /** The newest ones first. */
  readonly entries: readonly HistoryEntry[];
  /** How the newest ones of the remote relate to what this machine has seen there; null without a remote. */
  readonly relation: ReturnType<typeof relateHeads> | null;
  /** Why the remote's history is not accepted; null if it is. */
  readonly problem: string | null;
  /** The hashes of the remote's newest generations; of this machine's own without a remote. */
  readonly heads: readonly string[];
  /** The headers behind the entries. */
  readonly headers: ReadonlyMap<string, SignedHeader>;
}

/**
 * Returns the `limit` newest generations of a vault. Reads the remote, if there is one, and changes nothing.
 *
 * @throws UserError as the remote does, and as opening the vault does.
 */
export async function vaultHistory(
  context: Pick<SyncContext, "host" | "paths" | "name" | "key"> & {
    readonly remote: SyncContext["remote"] | null;
    readonly address: string;
  },
  limit: number,
): Promise<VaultHistory> {
  const { paths, key, remote, address } = context;
  const local = await readLocal(context);
  const state = await readSharedState(paths, baseKey(key.bytes), local.file.id);
  const known = await byHash([...state?.headers ?? [], ...state?.pending ?? [], local.signed]);
  const answer = await remote?.heads(null) ?? null;
  const heads = answer === null ? [local.hash] : answer.heads.map(({ hash }) => hash);
  let left = limit;
  const fetched = remote === null
    ? new Map<string, SignedHeader>()
    : await fetchUpTo((hash) => remote.header(hash), heads, () => --left <= 0);
  const headers = new Map([...known, ...fetched]);
  const seen = state?.remote === address ? state.heads : [];
  const entries = [...headers]
    .sort(([, a], [, b]) => b.header.generation - a.header.generation)
    .slice(0, limit)
    .map(([hash, signed]): HistoryEntry => ({
      hash,
      generation: signed.header.generation,
      time: signed.header.time,
      by: authorName(signed, headers),
      items: signed.header.changedItems.length,
      events: memberEvents([hash], headers),
      rekeyed: signed.header.rekeyed,
      here: hash === local.hash,
      remote: answer !== null && heads.includes(hash),
      seen: seen.includes(hash),
    }));
  return {
    entries,
    relation: answer === null ? null : relateHeads(heads, seen, headers),
    problem: answer === null ? null : await problemOf(local.file.id, known, heads, fetched),
    heads,
    headers,
  };
}

/** Returns why the history from the `known` generations to `heads` is not accepted; null if it is. */
async function problemOf(
  vault: string,
  known: ReadonlyMap<string, SignedHeader>,
  heads: readonly string[],
  fetched: ReadonlyMap<string, SignedHeader>,
): Promise<string | null> {
  try {
    await acceptHistory({ vault, known, heads, fetched });
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
