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
  const newest = newestOf(headers);
  return new Map(
    [...listed].map(([id, hashes]) => {
      const isDropped = newest(hashes).some((hash) => dropped.has(hash));
      const counted = hashes.filter((hash) => !dropped.has(hash));
      return [id, { last: newest(counted).at(-1) ?? null, isDropped }];
    }),
  );
}

/** Returns a function that returns those of its hashes that come before none of the others, in the same order. */
function newestOf(headers: Headers): (hashes: readonly string[]) => string[] {
  const ancestors = new Map<string, ReadonlySet<string>>();
  const before = (hash: string): ReadonlySet<string> => {
    const known = ancestors.get(hash) ?? ancestorsOf(headerOf(hash, headers).parents, headers);
    ancestors.set(hash, known);
    return known;
  };
  return (hashes) =>
    hashes.length < 2
      ? [...hashes]
      : hashes.filter((hash) => !hashes.some((other) => other !== hash && before(other).has(hash)));
}
