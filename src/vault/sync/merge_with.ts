import { UserError } from "../../errors.ts";
import { baseKey } from "../crypto/base_key.ts";
import { hashOf, signHeader } from "../crypto/generation_signature.ts";
import { openItem } from "../crypto/sealed_item.ts";
import type { Headers } from "../history/header_graph.ts";
import { mergeGenerations } from "../history/merge_generations.ts";
import { droppedItems, type MergeReport } from "../history/merge_report.ts";
import type { Generation } from "./local_vault.ts";
import { readGeneration } from "./read_generation.ts";
import type { SyncContext } from "./sync_context.ts";
import { removedMember, splitVault } from "./sync_errors.ts";
import type { MergeNotes } from "./sync_report.ts";

/** What a merge depends on besides the two generations. */
interface MergePlace {
  /** All headers that are known. */
  readonly headers: Headers;
  /** The hash of the remote's generation. */
  readonly head: string;
  /** Whether nobody else can have seen the generation on this machine, so that the merge takes its place. */
  readonly isUnpushed: boolean;
  /** Whether the remote has the generation on this machine. */
  readonly isOnRemote: boolean;
  /** The heads of which earlier merges said that the generation on this machine has all they have. */
  readonly covers: readonly string[];
}

/**
 * Merges the generation of this machine, `mine`, with one of the remote (null if this member cannot open it), and returns the
 * one that this machine should have, signed if it is new. Returns null if only another writer can merge them.
 *
 * @throws UserError (77) if this person was removed; (78, `split`) if members removed each other; and as
 *   `mergeGenerations` does.
 */
export async function mergeWith(
  context: SyncContext,
  mine: Generation,
  theirs: Generation | null,
  { headers, head, isUnpushed, isOnRemote, covers }: MergePlace,
  notes: MergeNotes,
): Promise<Generation | null> {
  const { host, name, memberId, memberKeys } = context;
  const sides = theirs === null ? [mine] : [mine, theirs];
  const merge = await mergeGenerations(host, {
    headers,
    mine: { ...withMac(mine), unpushed: isUnpushed ? [mine.hash] : [], isOnRemote, covers },
    theirs: theirs === null ? { hash: head, key: null } : withMac(theirs),
    me: memberId,
    older: (hash) => olderGeneration(context, hash, headers, sides),
  });
  if (merge.kind === "removed") throw removedMember(name, merge.by?.name ?? "a member", null);
  if (merge.kind === "split") throw splitVault(name, merge.members.map((member) => member.name));
  if (merge.kind === "waiting") {
    notes.siblings = true;
    return null;
  }
  await noteMerge(merge.report, sides, notes);
  if (merge.kind === "adopt") return merge.side === "mine" ? mine : theirs!;
  const { file, key } = merge;
  const signature = await signHeader(await memberKeys(), file.shared);
  const hash = await hashOf(file.shared);
  return { hash, signed: { header: file.shared, signature }, file: { ...file, signature }, key };
}

/** Adds what a merge did to `notes`. */
async function noteMerge(
  report: MergeReport,
  sides: readonly Generation[],
  notes: MergeNotes,
): Promise<void> {
  notes.conflicts.push(
    ...report.conflicts.map(({ item, copy }) => ({ title: item.title, copy: copy.title })),
  );
  notes.kept.push(...report.kept);
  for (const item of droppedItems(report)) {
    notes.dropped.push({ ...item, title: await titleOf(item.id, sides) });
  }
  notes.lostSlots.push(...report.lostSlots);
}

/** Returns the title of an item in one of `sides`; null if none of them has it or can open it. */
async function titleOf(id: string, sides: readonly Generation[]): Promise<string | null> {
  for (const { file, key } of sides) {
    if (!Object.hasOwn(file.items, id)) continue;
    try {
      const secret = baseKey(key.bytes);
      return (await openItem(secret, file.id, id, file.items[id], file.name)).title;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return null;
}

/** Returns an older generation, if the remote still has it and it opens. */
async function olderGeneration(
  { remote, name, memberKeys }: SyncContext,
  hash: string,
  headers: Headers,
  sides: readonly Generation[],
): Promise<ReturnType<typeof withMac> | null> {
  const signed = headers.get(hash);
  const content = signed === undefined ? null : await remote.generation(hash);
  if (signed === undefined || content === null) return null;
  for (const { key } of sides) {
    try {
      const found = await readGeneration(content, hash, signed, name, { key, memberKeys });
      if (found !== null) return withMac(found);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return null;
}

/** A merge does not look at the MAC, which the name on this machine has changed. */
function withMac({ hash, file, key }: Generation) {
  return { hash, file: { ...file, mac: "" }, key };
}
