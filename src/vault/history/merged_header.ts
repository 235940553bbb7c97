import type { VaultFile } from "../format/vault_file.ts";
import { ancestorsOf, headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";

/** Where a merge is in the history. */
export interface MergePlace {
  readonly headers: Headers;
  /** The hashes of this machine's generation and of the remote's. */
  readonly mine: string;
  readonly theirs: string;
  /** The generations that only one of them has, each after its parents. */
  readonly own: readonly [readonly string[], readonly string[]];
  /** Those of this machine that nobody else can have seen. */
  readonly unpushed: readonly string[];
  /** Those whose changes are dropped. */
  readonly dropped: ReadonlySet<string>;
}

/**
 * Returns the parents of a merge. Generations that nobody else can have seen are replaced by it. So histories on a remote
 * with compare-and-swap stay linear.
 */
export function parentsOfMerge({ headers, mine, theirs, unpushed }: MergePlace): string[] {
  const ends = new Set([theirs]);
  const open = [mine];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (unpushed.includes(hash)) open.push(...headerOf(hash, headers).parents);
    else ends.add(hash);
  }
  return newestOf([...ends], headers).sort();
}

/** How a merge differs from this machine's generation, and from the remote's: the ids of items or slots. */
interface Difference {
  /** Those with another content. */
  readonly content: ReadonlySet<string>;
  /** Those with another sealed form, although perhaps with the same content, if the key is the same. */
  readonly form: ReadonlySet<string>;
}

/**
 * Returns the ids that a merge has to list as changed: those in which it differs from a parent although no generation between
 * the two that counts lists them. What it only chose is not listed, so that the next merge still knows whose change it was.
 */
export function listedByMerge(
  list: "changedItems" | "changedSlots",
  [mine, others]: readonly [Difference, Difference],
  { headers, theirs, own, unpushed, dropped }: MergePlace,
  parents: readonly string[],
): string[] {
  const idsIn = (hashes: readonly string[]) =>
    new Set(hashes.flatMap((hash) => headerOf(hash, headers)[list]));
  const counted = (hashes: readonly string[]) => idsIn(hashes.filter((each) => !dropped.has(each)));
  const replaced = counted(own[0].filter((hash) => unpushed.includes(hash)));
  const pushed = own[0].filter((hash) => !unpushed.includes(hash));
  const continuesMine = parents.some((hash) => hash !== theirs);
  const listed = new Set<string>();
  const before = counted(pushed);
  for (const id of others.content) if (replaced.has(id) || !before.has(id)) listed.add(id);
  for (const id of others.form.difference(idsIn(pushed))) listed.add(id);
  if (continuesMine) {
    for (const id of mine.content.union(replaced).difference(counted(own[1]))) listed.add(id);
    for (const id of mine.form.difference(idsIn(own[1]))) listed.add(id);
  }
  return [...listed].sort();
}

/** Returns the ids of the items that `after` has in another sealed form than `before`. */
export function formsReplaced(before: VaultFile["items"], after: VaultFile["items"]): Set<string> {
  return new Set(
    Object.keys(after).filter((id) => before[id] && before[id].sealed !== after[id]!.sealed),
  );
}

/** Returns the newest generations that both branches have: the last common one, or several if there is no single one. */
export function partedAt({ own, headers }: Pick<MergePlace, "own" | "headers">): string[] {
  const all = new Set(own.flat());
  const parents = own.flat().flatMap((hash) => headerOf(hash, headers).parents);
  return newestOf([...new Set(parents)].filter((hash) => !all.has(hash)), headers);
}

/** Returns those of some generations that come before none of the others. */
function newestOf(hashes: readonly string[], headers: Headers): string[] {
  const before = ancestorsOf(
    hashes.flatMap((hash) => headers.get(hash)?.header.parents ?? []),
    headers,
  );
  return hashes.filter((hash) => !before.has(hash));
}

/**
 * Reports whether a merge with the key of branch `side` has another key than one of its parents, and no generation between
 * the two says so: the new key of a dropped generation, or one that only a replaced generation made.
 */
export function isRekeyedByMerge(
  side: 0 | 1,
  { headers, theirs, own, unpushed }: MergePlace,
  parents: readonly string[],
): boolean {
  if (side === 0) {
    const pushed = own[0].filter((each) => !unpushed.includes(each));
    return isAnyRekeyed(unpushed, headers) || !isAnyRekeyed(pushed, headers);
  }
  return parents.some((hash) => hash !== theirs) && !isAnyRekeyed(own[1], headers);
}

/** Reports whether one of some generations has another vault key than its parents. */
export function isAnyRekeyed(hashes: readonly string[], headers: Headers): boolean {
  return hashes.some((hash) => headerOf(hash, headers).rekeyed);
}

/** Reports whether the member `me` is a writer in a list of members and in those of some generations. */
export function mayWrite(
  me: string,
  members: MemberList,
  parents: readonly string[],
  headers: Headers,
): boolean {
  return [members, ...parents.map((hash) => headerOf(hash, headers).members)]
    .every((list) => Object.hasOwn(list, me) && list[me]!.role === "writer");
}
