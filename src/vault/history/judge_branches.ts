import type { GenerationHeader, VaultMember } from "../format/generation_header.ts";
import { headerOf, type Headers } from "./header_graph.ts";
import { type Branches, removedBefore, removedBy } from "./removed_before.ts";

/** The members of a vault by id. */
export type MemberList = Readonly<Record<string, VaultMember>>;

/** Which generations of two branches count when they are merged. */
interface Judgement {
  /** The generations whose changes are dropped. */
  readonly dropped: ReadonlySet<string>;
  /** Members who removed each other, or a longer circle, so that nobody can say whose removal counts. Empty normally. */
  readonly circle: readonly string[];
}

/** The author of some generations in one branch. */
interface Author {
  readonly id: string;
  /** Authors in the other branch who removed this one, or made it a reader. */
  readonly removers: Set<Author>;
  /** Authors in this branch who made this one a writer. Empty if it was one before the branches parted. */
  readonly sponsors: Set<Author>;
  isKept: boolean | null;
}

type Authors = ReadonlyMap<string, Author>;

/**
 * Decides whose changes count when two branches are merged. `branches` has the generations that only one of them has, each
 * after its parents.
 *
 * If one branch removes a writer, or makes one a reader, all that this writer did in the other branch is dropped, removals
 * and additions of others included: it cannot be known whether it was done before or after the removal. So is what those did
 * whom only a dropped generation made writers.
 */
export function judgeBranches(branches: Branches, headers: Headers): Judgement {
  const everything = new Set(branches.flat());
  let removed = removedBefore(branches, everything, headers);
  for (;;) {
    const judgement = judge(branches, removed, headers);
    // A removal in the same branch counts if it is not dropped, and what is dropped by it removes nobody.
    const more = removedBefore(branches, judgement.dropped, headers);
    if (more.isSubsetOf(removed)) return judgement;
    removed = removed.union(more) as Set<string>;
  }
}

function judge(all: Branches, removed: ReadonlySet<string>, headers: Headers): Judgement {
  const branches = all.map((branch) => branch.filter((hash) => !removed.has(hash)));
  const authors = branches.map((branch) => authorsOf(branch, headers)) as [Authors, Authors];
  linkRemovers(branches as [string[], string[]], authors, headers);
  for (const side of [0, 1] as const) linkSponsors(all[side], removed, authors[side], headers);
  const everyone = authors.flatMap((each) => [...each.values()]);
  for (let decided = true; decided;) {
    decided = false;
    for (const author of everyone) {
      if (author.isKept !== null) continue;
      author.isKept = decide(author);
      if (author.isKept !== null) decided = true;
    }
  }
  const dropped = branches.flatMap((branch, side) =>
    branch.filter((hash) => authors[side]!.get(headerOf(hash, headers).author)!.isKept === false)
  );
  const circle = everyone.filter((author) => author.isKept === null).map(({ id }) => id);
  return { dropped: new Set([...dropped, ...removed]), circle: [...new Set(circle)].sort() };
}

function decide({ removers, sponsors }: Author): boolean | null {
  const by = [...removers];
  const made = [...sponsors];
  if (by.some((author) => author.isKept === true)) return false;
  if (made.length > 0 && made.every((author) => author.isKept === false)) return false;
  if (by.some((author) => author.isKept === null)) return null;
  return made.length === 0 || made.some((author) => author.isKept === true) ? true : null;
}

function authorsOf(branch: readonly string[], headers: Headers): Authors {
  const authors = new Map<string, Author>();
  for (const hash of branch) {
    const id = headerOf(hash, headers).author;
    if (authors.has(id)) continue;
    authors.set(id, { id, removers: new Set(), sponsors: new Set(), isKept: null });
  }
  return authors;
}

function linkRemovers(
  branches: Branches,
  authors: readonly [Authors, Authors],
  headers: Headers,
): void {
  for (const side of [0, 1] as const) {
    const others = authors[1 - side]!;
    const newest = branches[side].at(-1);
    const now = newest === undefined ? {} : headerOf(newest, headers).members;
    for (const hash of branches[side]) {
      for (const id of removedBy(hash, headers, now)) {
        others.get(id)?.removers.add(authors[side].get(headerOf(hash, headers).author)!);
      }
    }
  }
  // Somebody who left on two devices at once did not remove themselves against their own will.
  for (const [id, left] of authors[0]) {
    const right = authors[1].get(id);
    if (right === undefined || !left.removers.has(right) || !right.removers.has(left)) continue;
    left.removers.delete(right);
    right.removers.delete(left);
  }
}

/** Somebody whose generations are dropped in any case. */
const GONE: Author = { id: "", removers: new Set(), sponsors: new Set(), isKept: false };

function linkSponsors(
  branch: readonly string[],
  removed: ReadonlySet<string>,
  authors: Authors,
  headers: Headers,
): void {
  const own = new Set(branch);
  const before = new Set<string>();
  for (const hash of branch) {
    for (const parent of headerOf(hash, headers).parents) {
      if (own.has(parent)) continue;
      for (const id of writersOf(headerOf(parent, headers))) before.add(id);
    }
  }
  for (const hash of branch) {
    const header = headerOf(hash, headers);
    for (const id of writersOf(header)) {
      const author = authors.get(id);
      if (author === undefined || before.has(id)) continue;
      const isNew = parentsOf(header, headers).some((each) => each.members[id]?.role !== "writer");
      const sponsor = removed.has(hash) ? GONE : authors.get(header.author)!;
      if (isNew && sponsor !== author) author.sponsors.add(sponsor);
    }
  }
}

function parentsOf(header: GenerationHeader, headers: Headers): GenerationHeader[] {
  return header.parents.map((hash) => headerOf(hash, headers));
}

function writersOf({ members }: GenerationHeader): string[] {
  return Object.keys(members).filter((id) => members[id]!.role === "writer");
}
