import type { SignedHeader } from "../crypto/generation_signature.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { SharedState } from "../store/shared_state.ts";
import type { AcceptedHeads } from "./accept_heads.ts";
import { baseKey } from "../crypto/base_key.ts";
import { checkListed } from "../history/check_generation.ts";
import { ancestorsOf, type Headers, onlyBefore } from "../history/header_graph.ts";
import type { Generation, LocalGeneration } from "./local_vault.ts";
import { removalOf } from "./member_events.ts";
import { mergeWith } from "./merge_with.ts";
import { readGeneration } from "./read_generation.ts";
import type { SyncContext } from "./sync_context.ts";
import { incompleteRemote, removedMember } from "./sync_errors.ts";
import type { MergeNotes } from "./sync_report.ts";

/** The result of {@linkcode joinHeads}. */
interface JoinedHeads {
  /** The generation that this machine should have. */
  readonly current: Generation;
  /** All headers that are known, with those of the merges that led to it. */
  readonly headers: Headers;
  /** The headers before it that the remote does not have, by hash, oldest first. */
  readonly pending: Headers;
  /** The heads that it does not continue although it has all they have. */
  readonly covers: readonly string[];
  /** What merges did. */
  readonly notes: MergeNotes;
  /** Whether this person may only read the vault, and so publishes nothing. */
  readonly isReader: boolean;
}

/**
 * Joins the generation on this machine with the newest ones of the remote: takes over one that continues it, and merges
 * one that does not. `state` is what this machine knows about the remote. Returns null if the remote changed in the meantime. Writes nothing.
 *
 * @throws UserError (77) if this person was removed from the vault; (65) if a generation is not genuine; (69) if a synced
 *   folder is not complete.
 */
export async function joinHeads(
  context: SyncContext,
  local: LocalGeneration,
  accepted: AcceptedHeads,
  state: Pick<SharedState, "attempted" | "covers">,
): Promise<JoinedHeads | null> {
  const { name, remote, memberId, memberKeys } = context;
  const heads = [...accepted.heads].sort();
  const headers = new Map(accepted.headers);
  let current: Generation = local;
  let covers = state.covers.filter((hash) => heads.includes(hash));
  const keys = new Set<VaultKey>();
  const notes: MergeNotes = {
    siblings: false,
    conflicts: [],
    kept: [],
    dropped: [],
    lostSlots: [],
  };
  for (const head of heads) {
    if (ancestorsOf([current.hash], headers).has(head)) continue;
    const content = await remote.generation(head);
    if (content === null) {
      if (remote.sequential) return null;
      throw incompleteRemote(name);
    }
    const opener = { key: current.key, memberKeys };
    const theirs = await readGeneration(content, head, headers.get(head)!, name, opener);
    if (theirs !== null) keys.add(theirs.key);
    if (ancestorsOf([head], headers).has(current.hash)) {
      if (theirs === null || !isListed(theirs.signed, memberId)) {
        throw removed(context, head, headers);
      }
      await checkContinued(current, theirs, headers);
      current = theirs;
      continue;
    }
    const isOnRemote = ancestorsOf(heads, headers).has(current.hash);
    const isUnpushed = isOwnSecret(current.signed, memberId) &&
      current.hash !== state.attempted && !isOnRemote;
    const place = { headers, head, isUnpushed, isOnRemote, covers };
    const next = await mergeWith(context, current, theirs, place, notes);
    if (next === null) continue;
    covers = [...covers, head, ...heads.includes(current.hash) ? [current.hash] : []];
    current = next;
    keys.add(current.key);
    headers.set(current.hash, current.signed);
  }
  for (const key of keys) if (key !== current.key && key !== local.key) key.wipe();
  const onRemote = ancestorsOf(heads, headers);
  const pending = [...ancestorsOf([current.hash], headers)]
    .filter((hash) => !onRemote.has(hash) && hash !== current.hash && headers.has(hash))
    .map((hash) => [hash, headers.get(hash)!] as const)
    .sort(([, a], [, b]) => a.header.generation - b.header.generation);
  const has = ancestorsOf([current.hash], headers);
  return {
    current,
    headers,
    covers: [...new Set(covers)].filter((hash) => !has.has(hash)),
    pending: new Map(pending),
    notes,
    isReader: !isWriter(current.signed, memberId),
  };
}

/** Throws UserError (65, `mixed-generation`) if `next` differs from `before` in what no generation between them lists. */
async function checkContinued(
  before: Generation,
  next: Generation,
  headers: Headers,
): Promise<void> {
  const [old, after] = [before, next].map(({ file, key }) => ({
    file: { ...file, mac: "" },
    secret: baseKey(key.bytes),
  }));
  const between = onlyBefore(next.hash, before.hash, headers);
  await checkListed(old!, after!, between.flatMap((hash) => headers.get(hash) ?? []));
}

/** Returns the error (77) that the generation `head`, which continues that of this machine, does not list this person. */
function removed({ name, memberId }: SyncContext, head: string, headers: Headers): Error {
  const removal = removalOf(memberId, head, headers);
  return removedMember(name, removal?.by ?? "a member", removal?.time ?? null);
}

/** Reports whether this person wrote a generation that can be replaced. The first one of a vault is its root for everyone. */
function isOwnSecret({ header }: SignedHeader, id: string): boolean {
  return header.author === id && header.parents.length > 0;
}

function isListed({ header }: SignedHeader, id: string): boolean {
  return Object.hasOwn(header.members, id);
}

function isWriter({ header }: SignedHeader, id: string): boolean {
  return Object.hasOwn(header.members, id) && header.members[id]!.role === "writer";
}
