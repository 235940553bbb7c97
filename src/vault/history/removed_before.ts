import type { VaultMember } from "../format/generation_header.ts";
import { ancestorsOf, headerOf, type Headers } from "./header_graph.ts";

type MemberList = Readonly<Record<string, VaultMember>>;

/** The generations that only each of two branches has, each after its parents. */
export type Branches = readonly [readonly string[], readonly string[]];

/**
 * Returns the generations of two branches whose author was removed, or made a reader, at the same time by a generation that
 * both branches have, or by another one of the same branch that is not one of `dropped`. Somebody has merged the two, and left
 * out what the removed member did. But that merge may itself be dropped.
 */
export function removedBefore(
  branches: Branches,
  dropped: ReadonlySet<string>,
  headers: Headers,
): Set<string> {
  const own = new Set(branches.flat());
  const common = ancestorsOf(
    [...own].flatMap((hash) => headerOf(hash, headers).parents.filter((each) => !own.has(each))),
    headers,
  );
  const found = new Set<string>();
  for (const [side, branch] of branches.entries()) {
    const byAuthor = Map.groupBy(branch, (hash) => headerOf(hash, headers).author);
    const [now, theirs] = [listAt(branch, headers), listAt(branches[1 - side]!, headers)];
    for (const removal of [...common, ...branch.filter((hash) => !dropped.has(hash))]) {
      // A merge that left the removal out took it back: in this branch, or in either if both have the removal.
      const gone = removedBy(removal, headers, now);
      const others = common.has(removal) ? removedBy(removal, headers, theirs) : gone;
      for (const id of gone.filter((each) => others.includes(each))) {
        for (const hash of byAuthor.get(id) ?? []) {
          if (areConcurrent(hash, removal, headers)) found.add(hash);
        }
      }
    }
  }
  return found;
}

function areConcurrent(a: string, b: string, headers: Headers): boolean {
  return !ancestorsOf([a], headers).has(b) && !ancestorsOf([b], headers).has(a);
}

function listAt(branch: readonly string[], headers: Headers): MemberList {
  const newest = branch.at(-1);
  return newest === undefined ? {} : headerOf(newest, headers).members;
}

/** Returns the ids of the writers whom a generation removed, or made readers, and who are not back in the list `now`. */
export function removedBy(
  hash: string,
  headers: Headers,
  now: MemberList,
): string[] {
  const signed = headers.get(hash);
  if (signed === undefined) return [];
  const { members, parents } = signed.header;
  return parents.flatMap((parent) => {
    const before = headers.get(parent)?.header.members ?? {};
    return Object.keys(before).filter((id) =>
      before[id]!.role === "writer" && members[id]?.role !== "writer" &&
      // A merge took the removal back. Somebody who was invited again has another time.
      !(now[id]?.role === "writer" && now[id].added === before[id]!.added)
    );
  });
}
