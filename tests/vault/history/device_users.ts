import type { MemberRole } from "../../../src/vault/format/generation_header.ts";
import {
  adding,
  type Change,
  giving,
  itemsOf,
  itemWith,
  type Person,
  removing,
} from "./history_fixture.ts";
import type { MemoryDevice } from "./memory_device.ts";
import type { SeededHost } from "./seeded_host.ts";
import type { Operation } from "./sync_oracle.ts";

/** What a member does, and what the oracle has to know about it. */
interface RandomChange {
  readonly change: Change;
  readonly what: Partial<Operation>;
}

/** Returns a new, changed or deleted item. `content` is what it writes. */
export async function randomEdit(
  host: SeededHost,
  device: MemoryDevice,
  content: string,
): Promise<RandomChange> {
  const items = [...await itemsOf(device.local)];
  if (items.length === 0 || host.int(5) === 0) {
    const item = itemWith(host, content);
    return { change: { put: [item] }, what: { wrote: content, item: item.id } };
  }
  const [id, old] = host.pick(items);
  const what = { replaced: old.notes, item: id };
  if (host.int(4) === 0) return { change: { remove: [id] }, what };
  return { change: { put: [{ ...old, notes: content }] }, what: { ...what, wrote: content } };
}

/** Returns a member who is added, removed or given another role; null if there is nothing to change. */
export function randomMember(
  host: SeededHost,
  { person: self, local }: MemoryDevice,
  people: readonly Person[],
): RandomChange & { readonly removed: Person | null } | null {
  const list = local.file.shared!.members;
  const person = host.pick(people);
  const { id } = person.keys;
  if (person === self) return null;
  const role: MemberRole = host.int(3) === 0 ? "reader" : "writer";
  // If somebody else makes the same person a writer at the same time, the role of a reader wins.
  const what = role === "writer" ? { promoted: id } : { demoted: id };
  if (!Object.hasOwn(list, id)) {
    return { change: adding(host, person, role), what: { ...what, added: id }, removed: null };
  }
  if (host.int(2) === 0) {
    return { change: removing(person), what: { demoted: id, removed: id }, removed: person };
  }
  if (list[id]!.role === role) return null;
  return { change: giving(person, role), what, removed: null };
}

/** Returns what a person sees on a device, the same for all who have the same. */
export async function viewOf({ local }: MemoryDevice) {
  const items = [...await itemsOf(local)].map(([id, { notes, title }]) =>
    [id, { content: notes, isCopy: title.includes("(conflict, ") }] as const
  );
  const members = Object.entries(local.file.shared!.members);
  return {
    items: new Map(items.sort(([a], [b]) => a < b ? -1 : 1)),
    members: new Map(members.map(([id, { role }]) => [id, role] as const).sort()),
  };
}
