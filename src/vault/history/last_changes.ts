import { ancestorsOf, headerOf, type Headers } from "./header_graph.ts";

/** What one branch did to an item. */
export interface BranchChange {
  /** The newest generation that counts and that put or removed the item; null if none did. */
  readonly last: string | null;
  /**
   * Whether a later generation that is dropped changed the item, too. The branch's file then does not have what `last`
   * wrote.
   */
  readonly isDropped: boolean;
}

/** Returns what a branch did to each item that one of its generations lists. `own` has each generation after its parents. */
export function lastChanges(
  own: readonly string[],
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
  const newest = newestOf(own, headers);
  return new Map(
    [...listed].map(([id, hashes]) => {
      const isDropped = newest(hashes).some((hash) => dropped.has(hash));
      const counted = hashes.filter((hash) => !dropped.has(hash));
      return [id, { last: newest(counted).at(-1) ?? null, isDropped }];
    }),
  );
}

/**
 * Returns a function that returns those of its hashes, which are of `own`, that come before none of the others, in the same
 * order. A path from one of `own` to another leads only through `own`. A removed writer can publish a long branch that changes
 * one item again and again, so the ancestors of each generation are not collected.
 */
function newestOf(
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
