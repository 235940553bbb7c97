import type { GenerationHeader, VaultMember } from "../format/generation_header.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";

/** The generations that only one branch has, each after its parents, and its newest one. */
interface Branch {
  readonly head: string;
  readonly own: readonly string[];
}

/**
 * Returns the members after two branches are merged. What only one branch changed about a member counts. If both changed it,
 * the removal wins, and then the role of a reader. `dropped` generations change nothing.
 */
export function mergeMembers(
  branches: readonly [Branch, Branch],
  dropped: ReadonlySet<string>,
  headers: Headers,
): MemberList {
  const [a, b] = branches.map((branch) => effectiveMembers(branch, dropped, headers)) as [
    Effective,
    Effective,
  ];
  const merged: Record<string, VaultMember> = {};
  for (const id of [...new Set([...Object.keys(a.members), ...Object.keys(b.members)])].sort()) {
    const [ours, others] = [a.members[id] ?? null, b.members[id] ?? null];
    const member = a.changed.has(id) === b.changed.has(id)
      ? stricter(ours, others)
      : a.changed.has(id)
      ? ours
      : others;
    if (member !== null) merged[id] = member;
  }
  return merged;
}

/** The members at the end of a branch without what dropped generations did. */
interface Effective {
  readonly members: MemberList;
  /** The ids of those whom the branch added, changed or removed. */
  readonly changed: ReadonlySet<string>;
}

function effectiveMembers(
  { head, own }: Branch,
  dropped: ReadonlySet<string>,
  headers: Headers,
): Effective {
  const lists = new Map<string, MemberList>();
  const listOf = (hash: string): MemberList => lists.get(hash) ?? headerOf(hash, headers).members;
  const changed = new Set<string>();
  for (const hash of own) {
    const header = headerOf(hash, headers);
    const before = header.parents.map((parent) => ({
      listed: headerOf(parent, headers).members,
      counted: listOf(parent),
    }));
    // Somebody whom a replaced generation added and this one removed is in no list. Still, the removal counts.
    if (!dropped.has(hash)) { for (const id of header.changedSlots) changed.add(id); }
    const list: Record<string, VaultMember> = {};
    for (const id of idsIn(header, before.map(({ counted }) => counted))) {
      const is = header.members[id] ?? null;
      // What a generation has in common with a parent it did not change.
      const from = dropped.has(hash) ? before : before.filter(({ listed }) =>
        // What it lists counts, even if a parent that is dropped did the same.
        !header.changedSlots.includes(id) && isSame(listed[id] ?? null, is)
      );
      if (from.length < before.length && !dropped.has(hash)) changed.add(id);
      const member = from.length === 0
        ? is
        : from.map(({ counted }) => counted[id] ?? null).reduce(stricter);
      if (member !== null) list[id] = member;
    }
    lists.set(hash, list);
  }
  return { members: listOf(head), changed };
}

function idsIn(header: GenerationHeader, lists: readonly MemberList[]): string[] {
  return [...new Set([header.members, ...lists].flatMap((list) => Object.keys(list)))];
}

/** Returns what is left if both apply: a removal (null) before a reader, and a reader before a writer. */
function stricter(a: VaultMember | null, b: VaultMember | null): VaultMember | null {
  if (a === null || b === null) return null;
  if (a.role !== b.role) return a.role === "reader" ? a : b;
  return canonicalJson(a) <= canonicalJson(b) ? a : b; // the same on every device
}

function isSame(a: VaultMember | null, b: VaultMember | null): boolean {
  return a === null || b === null ? a === b : canonicalJson(a) === canonicalJson(b);
}

/** Returns the ids of the members whom only one of two lists has, or who differ in them. */
export function differingMembers(a: MemberList, b: MemberList): Set<string> {
  const ids = [...Object.keys(a), ...Object.keys(b)];
  return new Set(ids.filter((id) => !isSame(a[id] ?? null, b[id] ?? null)));
}

/** Returns the ids of the members who are writers in both lists, and were not invited again in one of them. */
export function stillWriters(a: MemberList, b: MemberList): string[] {
  return Object.keys(a).filter((id) =>
    a[id]!.role === "writer" && b[id]?.role === "writer" && a[id]!.added === b[id]!.added
  );
}
