import { ancestorsOf, headerOf, type Headers } from "./header_graph.ts";

/** What one branch did to an item. */
export interface BranchChange {
  /**
   * The generations that count and changed the item, without those before others of them. Several if members changed it at
   * the same time. Empty if only dropped generations changed it.
   */
  readonly newest: readonly string[];
  /** Whether the branch's file may have what a dropped generation wrote, or lack what one of `newest` wrote. */
  readonly isDropped: boolean;
  /** Whether a dropped generation lists the item. */
  readonly isListed: boolean;
  /** Whether the other branch's version, too, is newer than one of `newest`, or made at the same time. */
  readonly isConcurrent: boolean;
}

/** A branch: its newest generation, and those that only it has, each after its parents. */
interface Branch {
  readonly head: string;
  readonly own: readonly string[];
}

/** Returns what `branch` did to each item that one of its generations lists. `other` is the head of the other branch. */
export function lastChanges(
  { own }: Branch,
  other: string,
  dropped: ReadonlySet<string>,
  headers: Headers,
): Map<string, BranchChange> {
  const listed = new Map<string, string[]>();
  for (const hash of own) {
    for (const id of headerOf(hash, headers).changedItems) {
      const all = listed.get(id);
      if (all === undefined) listed.set(id, [hash]);
      else all.push(hash);
    }
  }
  const hasDropped = own.some((hash) => dropped.has(hash));
  const newestOf = newestIn(own, headers);
  const isBehind = behind(other, headers);
  const overwritten = beforeDropped(own, dropped, headers);
  return new Map(
    [...listed].map(([id, hashes]) => {
      const newest = newestOf(hashes.filter((hash) => !dropped.has(hash)));
      // A dropped generation may have changed the item without listing it. A merge may do so, and its copies are dropped too.
      const isDropped = hasDropped &&
        (newest.length > 1 || newest.some((hash) => overwritten.has(hash)) ||
          newestOf(hashes).some((hash) => dropped.has(hash)));
      const isConcurrent = isDropped && newest.some((hash) => isBehind(hash, id));
      const isListed = hashes.some((hash) => dropped.has(hash));
      return [id, { newest, isDropped, isListed, isConcurrent }];
    }),
  );
}

/** Returns the generations of `own` that come before one of `dropped`. */
function beforeDropped(
  own: readonly string[],
  dropped: ReadonlySet<string>,
  headers: Headers,
): Set<string> {
  const branch = new Map(own.map((hash) => [hash, headers.get(hash)!]));
  const parents = own.filter((hash) => dropped.has(hash))
    .flatMap((hash) => headerOf(hash, headers).parents);
  return ancestorsOf(parents, branch);
}

/**
 * Returns a function that returns those of its hashes, which are of `own`, that come before none of the others, in the same
 * order. A path from one of `own` to another leads only through `own`. A removed writer can publish a long branch that changes
 * one item again and again, so the ancestors of each generation are not collected.
 */
function newestIn(
  own: readonly string[],
  headers: Headers,
): (hashes: readonly string[]) => readonly string[] {
  const parentsOf = (hash: string) => headerOf(hash, headers).parents;
  const isChain = own.every((hash, at) => at === 0 || parentsOf(hash).includes(own[at - 1]!));
  if (isChain) return (hashes) => hashes.slice(-1);
  const branch = new Map(own.map((hash) => [hash, headers.get(hash)!]));
  return (hashes) => {
    if (hashes.length < 2) return hashes;
    const before = ancestorsOf(hashes.flatMap(parentsOf), branch);
    return hashes.filter((hash) => !before.has(hash));
  };
}

/**
 * Returns a function that reports whether a generation up to `head`, that does not come before the one with this hash, lists
 * an item. It is called only for generations that count.
 */
function behind(head: string, headers: Headers): (hash: string, id: string) => boolean {
  let listed: Map<string, string[]> | undefined;
  const ancestors = new Map<string, ReadonlySet<string>>();
  return (hash, id) => {
    listed ??= listersUpTo(head, headers);
    const before = ancestors.get(hash) ?? ancestorsOf([hash], headers);
    ancestors.set(hash, before);
    return (listed.get(id) ?? []).some((each) => !before.has(each));
  };
}

function listersUpTo(head: string, headers: Headers): Map<string, string[]> {
  const listed = new Map<string, string[]>();
  for (const hash of ancestorsOf([head], headers)) {
    for (const id of headers.get(hash)?.header.changedItems ?? []) {
      const all = listed.get(id);
      if (all === undefined) listed.set(id, [hash]);
      else all.push(hash);
    }
  }
  return listed;
}
