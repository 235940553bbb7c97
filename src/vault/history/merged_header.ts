import type { VaultFile } from "../format/vault_file.ts";
import { ancestorsOf, headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";

/** What a merge does to items or slots, by their ids. */
interface MergedContent {
  /** Those whose content differs from that of this machine's generation, and of the remote's. */
  readonly differing: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** Those that neither generation has in this sealed form. */
  readonly resealed: ReadonlySet<string>;
  /** Those that the remote's generation has in another sealed form, although perhaps with the same content. */
  readonly replaced: ReadonlySet<string>;
}

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
  return [...ends].filter((hash) =>
    ![...ends].some((other) => other !== hash && ancestorsOf([other], headers).has(hash))
  ).sort();
}

/**
 * Returns the ids that a merge has to list as changed: those that it changes relative to a parent in a way that no generation
 * between the two lists. Choosing between two listed changes needs no listing, so the next merge still knows whose change it
 * was. `isRekeyed`: the merge has a new key, and seals everything again without listing it.
 */
export function listedByMerge(
  list: "changedItems" | "changedSlots",
  { differing, resealed, replaced }: MergedContent,
  { headers, theirs, own, unpushed }: MergePlace,
  parents: readonly string[],
  isRekeyed: boolean,
): string[] {
  const idsIn = (hashes: readonly string[]) =>
    new Set(hashes.flatMap((hash) => headerOf(hash, headers)[list]));
  const squashed = idsIn(own[0].filter((hash) => unpushed.includes(hash)));
  const before = idsIn(own[0].filter((hash) => !unpushed.includes(hash)));
  const others = idsIn(own[1]);
  const continuesMine = parents.some((hash) => hash !== theirs);
  return [...new Set([...differing[0], ...differing[1], ...squashed, ...resealed])]
    .filter((id) => {
      if (!isRekeyed && (resealed.has(id) || (squashed.has(id) && replaced.has(id)))) return true;
      if (differing[1].has(id) && (squashed.has(id) || !before.has(id))) return true;
      return continuesMine && !others.has(id) && (differing[0].has(id) || squashed.has(id));
    })
    .sort();
}

/** Returns the ids of the items that `after` has in another sealed form than `before`. */
export function replacedIn(before: VaultFile["items"], after: VaultFile["items"]): Set<string> {
  return new Set(
    Object.keys(after).filter((id) => before[id] && before[id].sealed !== after[id]!.sealed),
  );
}

/** Returns the generations at which two branches parted, the newest first. */
export function partedAt({ own, headers }: Pick<MergePlace, "own" | "headers">): string[] {
  const all = new Set(own.flat());
  const parents = own.flat().flatMap((hash) => headerOf(hash, headers).parents);
  return [...new Set(parents)].filter((hash) => !all.has(hash))
    .sort((a, b) => headerOf(b, headers).generation - headerOf(a, headers).generation);
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
