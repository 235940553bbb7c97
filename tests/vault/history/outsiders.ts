import { UserError } from "../../../src/errors.ts";
import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { acceptHistory } from "../../../src/vault/history/accept_history.ts";
import { ancestorsOf } from "../../../src/vault/history/header_graph.ts";
import {
  type Change,
  forged,
  itemsOf,
  itemWith,
  type Person,
  removing,
  type SignedGeneration,
} from "./history_fixture.ts";
import type { MemoryDevice } from "./memory_device.ts";
import { bytesOf, keyOf } from "./memory_files.ts";
import { type MemoryStore, parse } from "./memory_remote.ts";
import type { SeededHost } from "./seeded_host.ts";

/** What a new device starts with. */
interface Start {
  readonly local: SignedGeneration;
  readonly known: Map<string, SignedHeader>;
}

/** Reads a store as somebody who was invited, from what the inviter signed. Returns null if that is not there. */
export async function joinHead(
  store: MemoryStore,
  person: Person,
  inviter: MemoryDevice,
): Promise<Start | null> {
  const view = store.view(person.name);
  const heads = (await view.heads(null))!.heads.map(({ hash }) => hash);
  const fetched = new Map<string, SignedHeader>();
  const open = [...heads];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    const bytes = fetched.has(hash) ? null : await view.header(hash);
    if (bytes === null) continue;
    fetched.set(hash, parse(bytes));
    open.push(...fetched.get(hash)!.header.parents);
  }
  const invitation = { inviter: inviter.person.keys.id, joiner: person.keys.id };
  const vault = inviter.local.file.id;
  try {
    const known = await acceptHistory({ vault, known: new Map(), heads, fetched, invitation });
    for (const hash of heads) {
      const bytes = await view.generation(hash);
      if (bytes === null) continue;
      const file = JSON.parse(new TextDecoder().decode(bytes));
      const key = await keyOf(file, person);
      if (key === null) continue;
      const reached = ancestorsOf([hash], known);
      return {
        local: { hash, file, key, signed: known.get(hash)! },
        known: new Map([...known].filter(([each]) => reached.has(each))),
      };
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return null;
}

/** A generation that somebody publishes without opaws. */
interface Forgery {
  readonly made: SignedGeneration;
  /** The headers that lead to it. */
  readonly headers: { readonly hash: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
  readonly contents: readonly string[];
  readonly replaced: string | null;
  readonly demoted: string | null;
  /** Whether the author was a writer before, so that it is a genuine sibling of the removal. */
  readonly isSibling: boolean;
}

/** Returns what a reader, or a writer who was removed, makes of what their device has. */
export async function forgery(
  host: SeededHost,
  { person, local, history }: MemoryDevice,
  people: readonly Person[],
  content: () => string,
): Promise<Forgery> {
  const put = [itemWith(host, content())];
  const items = [...await itemsOf(local)];
  const old = items.length > 0 ? host.pick(items)[1] : null;
  if (old !== null) put.push({ ...old, notes: content() });
  const { members } = local.file.shared!;
  const others = people.filter((each) => each !== person && Object.hasOwn(members, each.keys.id));
  const victim = host.int(3) > 0 || others.length < 2 ? null : host.pick(others);
  const change: Change = victim === null ? { put } : { put, ...removing(victim) };
  const made = await forged(host, [local], person, change);
  const chain = [...ancestorsOf([local.hash], history.headers)]
    .map((hash) => [hash, history.headers.get(hash)!] as const);
  return {
    made,
    headers: [...chain, [made.hash, made.signed] as const]
      .map(([hash, signed]) => ({ hash, bytes: bytesOf(signed) })),
    contents: put.map(({ notes }) => notes),
    replaced: old?.notes ?? null,
    demoted: victim?.keys.id ?? null,
    isSibling: members[person.keys.id]?.role === "writer",
  };
}
