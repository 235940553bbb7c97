import type { VaultKey } from "../crypto/vault_key.ts";
import { headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";

/** One branch, as far as its key is concerned. */
interface KeyBranch {
  readonly hash: string;
  readonly key: VaultKey;
  /** The generations that only this branch has, each after its parents. */
  readonly own: readonly string[];
}

/** Which key a merge has. */
interface ChosenKey {
  /** The branch whose key it is; null for a new one. */
  readonly side: 0 | 1 | null;
  /** Whether both branches have this key, so that nothing has to be sealed again. */
  readonly sameKey: boolean;
}

/**
 * Chooses the key of a merge. A branch's key is possible if all who may know it are still members, and if the one who made it
 * is not dropped. If only one branch made a new key, it wins. If neither key is possible, the merge makes a new one.
 */
export function chooseKey(
  branches: readonly [KeyBranch, KeyBranch],
  { dropped, members, headers }: {
    readonly dropped: ReadonlySet<string>;
    readonly members: MemberList;
    readonly headers: Headers;
  },
): ChosenKey {
  const [a, b] = branches.map((branch) => keyOf(branch, dropped, members, headers)) as [
    BranchKey,
    BranchKey,
  ];
  if (isSameKey(branches[0].key, branches[1].key)) {
    const isPossible = a.isPossible && b.isPossible;
    return { side: isPossible ? 0 : null, sameKey: isPossible };
  }
  if (!a.isPossible && !b.isPossible) return { side: null, sameKey: false };
  if (a.isPossible !== b.isPossible) return { side: a.isPossible ? 0 : 1, sameKey: false };
  if (a.isNew !== b.isNew) return { side: a.isNew ? 0 : 1, sameKey: false };
  return { side: branches[0].hash < branches[1].hash ? 0 : 1, sameKey: false };
}

/** What is known about a branch's key. */
interface BranchKey {
  readonly isNew: boolean;
  readonly isPossible: boolean;
}

function keyOf(
  { hash, own }: KeyBranch,
  dropped: ReadonlySet<string>,
  members: MemberList,
  headers: Headers,
): BranchKey {
  const maker = own.findLast((each) => headerOf(each, headers).rekeyed);
  // All who are listed since the key was made know it, those whom a later generation removed included.
  const since = maker === undefined ? own : own.slice(own.indexOf(maker));
  const lists = [hash, ...since].map((each) => headerOf(each, headers).members);
  const known = lists.every((list) => Object.keys(list).every((id) => Object.hasOwn(members, id)));
  return {
    isNew: maker !== undefined,
    isPossible: known && (maker === undefined || !dropped.has(maker)),
  };
}

/** Reports whether two keys are the same. Both are this machine's own, so the time that it takes shows nothing. */
export function isSameKey(a: VaultKey, b: VaultKey): boolean {
  return a.bytes.every((byte, index) => byte === b.bytes[index]);
}
