import type { SignedHeader } from "../crypto/generation_signature.ts";
import type { VaultMember } from "../format/generation_header.ts";
import { ancestorsOf, type Headers } from "../history/header_graph.ts";

/** A change of the members that one generation made. */
export interface MemberEvent {
  /** What happened. */
  readonly kind: "added" | "removed" | "reader" | "writer";
  /** The id of the member. */
  readonly id: string;
  /** The name of the member. */
  readonly name: string;
  /** The name of who did it. */
  readonly by: string;
  /** When, RFC 3339. */
  readonly time: string;
}

/** Returns what the generations `hashes` changed about the members, the oldest first. `headers` has their parents. */
export function memberEvents(hashes: Iterable<string>, headers: Headers): MemberEvent[] {
  return [...hashes]
    .flatMap((hash) => headers.get(hash) ?? [])
    .sort((a, b) => a.header.generation - b.header.generation)
    .flatMap((signed) => eventsOf(signed, headers));
}

/**
 * Returns how the member `id` was removed on the way to the generation `hash`; null if it still lists the member, or never
 * did: then the member was added elsewhere at the same time.
 */
export function removalOf(id: string, hash: string, headers: Headers): MemberEvent | null {
  if (headers.get(hash)?.header.members[id] !== undefined) return null;
  const events = memberEvents(ancestorsOf([hash], headers), headers)
    .filter((event) => event.id === id);
  const last = events.at(-1);
  return last?.kind === "removed" ? last : null;
}

/** Returns the name of the author of a generation: as its parents list it, or as it does itself. */
export function authorName({ header }: SignedHeader, headers: Headers): string {
  const { author, parents, members } = header;
  const lists = parents.map((hash) => headers.get(hash)?.header.members);
  for (const list of [...lists, members]) {
    if (list !== undefined && Object.hasOwn(list, author)) return list[author]!.name;
  }
  return author;
}

function eventsOf(signed: SignedHeader, headers: Headers): MemberEvent[] {
  const { header } = signed;
  const parents = header.parents.flatMap((hash) => headers.get(hash)?.header ?? []);
  if (parents.length === 0) return [];
  const rest = { by: authorName(signed, headers), time: header.time };
  const events: MemberEvent[] = [];
  const ids = new Set([header, ...parents].flatMap(({ members }) => Object.keys(members)));
  for (const id of ids) {
    const after = memberIn(header.members, id);
    const before = parents.flatMap(({ members }) => memberIn(members, id) ?? []);
    if (after === undefined) {
      // A merge repeats what one of its parents did.
      if (before.length < parents.length && !header.changedSlots.includes(id)) continue;
      events.push({ kind: "removed", id, name: before[0]!.name, ...rest });
    } else if (before.length === 0) {
      events.push({ kind: "added", id, name: after.name, ...rest });
    } else if (before.every(({ role }) => role !== after.role)) {
      events.push({ kind: after.role, id, name: after.name, ...rest });
    }
  }
  return events;
}

function memberIn(
  members: Readonly<Record<string, VaultMember>>,
  id: string,
): VaultMember | undefined {
  return Object.hasOwn(members, id) ? members[id] : undefined;
}
