import type { Slot } from "../format/vault_file.ts";
import { headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";
import type { Conflict, KeptItem } from "./conflicts.ts";

/** A member as messages name one. */
export interface NamedMember {
  readonly id: string;
  readonly name: string;
}

/** A generation whose changes are dropped. */
interface DroppedGeneration {
  readonly hash: string;
  readonly author: NamedMember;
  /** The ids of the items that it changed. */
  readonly items: readonly string[];
}

/** What a merge did, for the user. */
export interface MergeReport {
  /** Items that both branches changed. Both versions are there. */
  readonly conflicts: readonly Conflict[];
  /** Items that one branch deleted and the other changed. They stay. */
  readonly kept: readonly KeptItem[];
  /** Generations that are dropped because the other branch removed their author, or made one a reader. */
  readonly dropped: readonly DroppedGeneration[];
  /** The ids of items whose last version that counts is in no file at hand. */
  readonly lostItems: readonly string[];
  /** Recovery and token slots that are gone because the vault has another key. */
  readonly lostSlots: readonly Slot[];
  /** Members that this machine's generation has and the result does not. */
  readonly removed: readonly NamedMember[];
  /** Members that the result has and this machine's generation does not. */
  readonly added: readonly NamedMember[];
}

/** The report if there was nothing to merge. */
export const NOTHING_DONE: MergeReport = {
  conflicts: [],
  kept: [],
  dropped: [],
  lostItems: [],
  lostSlots: [],
  removed: [],
  added: [],
};

/** Returns the author of a generation, with the name that it or its parents list. */
export function authorOf(hash: string, headers: Headers): NamedMember {
  const header = headerOf(hash, headers);
  return named(header.author, [hash, ...header.parents], headers);
}

/** Returns the member `id` with the name that the first of some generations lists. */
export function named(id: string, hashes: readonly string[], headers: Headers): NamedMember {
  for (const hash of hashes) {
    const list = headers.get(hash)?.header.members ?? {};
    if (Object.hasOwn(list, id)) return { id, name: list[id]!.name };
  }
  return { id, name: id };
}

/** Returns the dropped generations as a report has them. */
export function describeDropped(dropped: Iterable<string>, headers: Headers): DroppedGeneration[] {
  return [...dropped].map((hash) => ({
    hash,
    author: authorOf(hash, headers),
    items: headerOf(hash, headers).changedItems,
  }));
}

/**
 * Returns what each dropped generation listed, and the lost items that none of them lists: one of their authors may have
 * changed such an item without listing it. `by` is the name of who did it, or the names of those who may have.
 */
export function droppedItems(
  { dropped, lostItems }: Pick<MergeReport, "dropped" | "lostItems">,
): { readonly id: string; readonly by: string; readonly isLost: boolean }[] {
  const listed = dropped.flatMap(({ author, items }) =>
    items.map((id) => ({ id, by: author.name, isLost: lostItems.includes(id) }))
  );
  const known = new Set(listed.map(({ id }) => id));
  const by = [...new Set(dropped.map(({ author }) => author.name))].join(" or ");
  const others = [...new Set(lostItems)].filter((id) => !known.has(id));
  return [...listed, ...others.map((id) => ({ id, by, isLost: true }))];
}

/** Returns the members of `from` that `list` does not have. */
export function missingIn(list: MemberList, from: MemberList): NamedMember[] {
  return Object.entries(from).filter(([id]) => !Object.hasOwn(list, id))
    .map(([id, { name }]) => ({ id, name }));
}

/** Returns the author of the last of some generations that removed the member `id`; null if none did. */
export function removerOf(
  id: string,
  hashes: readonly string[],
  headers: Headers,
): NamedMember | null {
  for (const hash of hashes.toReversed()) {
    const { members, parents } = headerOf(hash, headers);
    if (Object.hasOwn(members, id)) continue;
    if (parents.some((each) => Object.hasOwn(headerOf(each, headers).members, id))) {
      return authorOf(hash, headers);
    }
  }
  return null;
}
