import type { Host } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import {
  digestsOf,
  hashOf,
  type SignedHeader,
  signHeader,
} from "../../../src/vault/crypto/generation_signature.ts";
import { type MemberKeys, newMemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import { openItem, sealItem } from "../../../src/vault/crypto/sealed_item.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type {
  GenerationHeader,
  MemberRole,
  VaultMember,
} from "../../../src/vault/format/generation_header.ts";
import { newUuid } from "../../../src/vault/format/uuid.ts";
import type { SealedItem, Slot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import type { Generation } from "../../../src/vault/history/merge_input.ts";
import type { MemberList } from "../../../src/vault/history/judge_branches.ts";
import type { Item } from "../../../src/vault/item.ts";
import { wrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { nextGeneration } from "../../../src/vault/store/next_generation.ts";
import { rekeyed } from "../../../src/vault/store/rekey.ts";
import type { SeededHost } from "./seeded_host.ts";

/** Somebody who has member keys. */
export interface Person {
  readonly name: string;
  readonly keys: MemberKeys;
}

/** Returns people with these names. */
export async function people(host: Pick<Host, "random">, ...names: string[]): Promise<Person[]> {
  return await Promise.all(names.map(async (name) => ({ name, keys: await newMemberKeys(host) })));
}

/** A generation at hand with its signed header. */
export interface SignedGeneration extends Generation {
  readonly signed: SignedHeader;
}

/** What a generation changes. */
export interface Change {
  readonly put?: readonly Item[];
  readonly remove?: readonly string[];
  /** Returns the new list of members, from that before. Without a member, the vault gets a new key. */
  readonly members?: (before: MemberList) => MemberList;
  readonly slots?: (before: readonly Slot[]) => readonly Slot[];
  /** Overrides what the header says. */
  readonly header?: Partial<GenerationHeader>;
}

/** Returns the entry of a person in the list of members. */
export function memberOf(
  host: Pick<Host, "now">,
  { name, keys: { agreement, signing } }: Person,
  role: MemberRole = "writer",
): VaultMember {
  return { name, role, agreement, signing, added: new Date(host.now()).toISOString() };
}

/** Returns a change of members that adds some people. */
export function adding(
  host: Pick<Host, "now">,
  person: Person,
  role: MemberRole = "writer",
): Change {
  return { members: (before) => ({ ...before, [person.keys.id]: memberOf(host, person, role) }) };
}

/** Returns a change of members that removes somebody. */
export function removing({ keys: { id } }: Person): Change {
  return {
    members: (before) => Object.fromEntries(Object.entries(before).filter(([each]) => each !== id)),
  };
}

/** Returns a change of members that gives somebody another role. */
export function giving({ keys: { id } }: Person, role: MemberRole): Change {
  return { members: (before) => ({ ...before, [id]: { ...before[id]!, role } }) };
}

/** Returns the first generation of a shared vault. The first person writes it. */
export async function founded(
  host: SeededHost,
  members: readonly (readonly [Person, MemberRole])[],
  put: readonly Item[] = [],
): Promise<SignedGeneration> {
  const [founder] = members[0]!;
  const vault = newUuid(host);
  const key = new VaultKey(host.random(32));
  const list = Object.fromEntries(
    members.map(([each, role]) => [each.keys.id, memberOf(host, each, role)]),
  );
  const content = {
    items: await sealedItems(host, vault, key, put),
    slots: await memberSlots(host, vault, key, list),
  };
  const shared: GenerationHeader = {
    vault,
    generation: 1,
    parents: [],
    author: founder.keys.id,
    time: new Date(host.now()).toISOString(),
    members: list,
    ...await digestsOf(content),
    changedItems: Object.keys(content.items).sort(),
    changedSlots: Object.keys(list).sort(),
    rekeyed: false,
  };
  const file: VaultFile = {
    format: "opaws-vault",
    version: 2,
    id: vault,
    name: "team",
    generation: 1,
    ...content,
    shared,
    mac: "",
  };
  return await signedBy(founder, file, key);
}

/** Returns the generation that `author` makes from `from`, as opaws does. With `replaces`, it takes the place of `from`. */
export async function changed(
  host: SeededHost,
  from: SignedGeneration,
  author: Person,
  change: Change,
  replaces = false,
): Promise<SignedGeneration> {
  host.pass(1);
  const { content, key, dropped } = await contentOf(host, from, change);
  const before = from.file.shared!;
  const key1 = new VaultKey(from.key.bytes.slice());
  key1.signer = () => Promise.resolve(author.keys);
  const gone = Object.keys(before.members).filter((id) => !Object.hasOwn(content.members, id));
  const next = await nextGeneration(
    {
      host,
      key: key1,
      isPublished: () => !replaces,
      ...(key === from.key
        ? {}
        : { rekeyed: { items: dropped.items, slots: [...gone, ...dropped.slots] } }),
    },
    from.file,
    {
      ...from.file,
      items: content.items,
      slots: content.slots,
      generation: from.file.generation + 1,
      shared: { ...before, members: content.members },
    },
  );
  return await withHash(next as VaultFile, key);
}

/** Returns the generation that `author` makes from some others without the checks of opaws, and signs. */
export async function forged(
  host: SeededHost,
  from: readonly SignedGeneration[],
  author: Person,
  change: Change = {},
): Promise<SignedGeneration> {
  host.pass(1);
  const { content, key } = await contentOf(host, from[0]!, change);
  const { members, ...rest } = content;
  const generation = Math.max(...from.map(({ file }) => file.generation)) + 1;
  const shared: GenerationHeader = {
    vault: from[0]!.file.id,
    generation,
    parents: from.map(({ hash }) => hash).sort(),
    author: author.keys.id,
    time: new Date(host.now()).toISOString(),
    members,
    ...await digestsOf(rest),
    changedItems: [...(change.put ?? []).map(({ id }) => id), ...change.remove ?? []].sort(),
    changedSlots: Object.keys({ ...from[0]!.file.shared!.members, ...members }).sort(),
    rekeyed: key !== from[0]!.key,
    ...change.header,
  };
  return await signedBy(author, {
    ...from[0]!.file,
    ...rest,
    generation: shared.generation,
    shared,
  }, key);
}

/** Returns a merge that was signed by `author`. */
export async function signedBy(
  { keys }: Person,
  file: Omit<VaultFile, "mac"> & { readonly mac?: string },
  key: VaultKey,
): Promise<SignedGeneration> {
  return await withHash(
    { ...file, mac: "", signature: await signHeader(keys, file.shared!) },
    key,
  );
}

/** Returns the opened items of a generation, by id. */
export async function itemsOf({ file, key }: Generation): Promise<Map<string, Item>> {
  const secret = await importSecret(key.bytes);
  const opened = Object.entries(file.items).map(async ([id, entry]) =>
    [id, await openItem(secret, file.id, id, entry, "the vault")] as const
  );
  return new Map(await Promise.all(opened));
}

/** Returns an item whose notes are `notes`. */
export function itemWith(host: SeededHost, notes: string, change: Partial<Item> = {}): Item {
  return {
    id: newUuid(host),
    title: "AWS dev",
    category: "aws-access-key",
    fields: [{ name: "secret access key", secret: true, value: new Secret("EXAMPLEKEY") }],
    notes,
    tags: [],
    created: new Date(host.now()).toISOString(),
    ...change,
  };
}

/** Returns the signed headers of some generations by their hashes. */
export function headersOf(...generations: readonly SignedGeneration[]): Map<string, SignedHeader> {
  return new Map(generations.map(({ hash, signed }) => [hash, signed]));
}

async function contentOf(host: SeededHost, from: SignedGeneration, change: Change) {
  const { file } = from;
  const before = file.shared!.members;
  const members = change.members?.(before) ?? before;
  const items: Record<string, SealedItem> = {
    ...file.items,
    ...await sealedItems(host, file.id, from.key, change.put ?? []),
  };
  for (const id of change.remove ?? []) delete items[id];
  if (Object.keys(before).some((id) => !Object.hasOwn(members, id))) {
    const content = await rekeyed(host, { id: file.id, items }, from.key, members, "the vault");
    const touched = [...(change.put ?? []).map(({ id }) => id), ...change.remove ?? []];
    const lost = file.slots.filter(({ kind }) => kind !== "member").map(({ id }) => id);
    return {
      content: { ...content, members },
      key: content.key,
      dropped: { items: touched, slots: lost },
    };
  }
  const had = new Set(file.slots.map(({ id }) => id));
  const fresh = Object.fromEntries(Object.entries(members).filter(([id]) => !had.has(id)));
  const all = [...file.slots, ...await memberSlots(host, file.id, from.key, fresh)];
  const slots = change.slots?.(all) ?? all;
  return { content: { items, slots, members }, key: from.key, dropped: { items: [], slots: [] } };
}

async function sealedItems(
  host: SeededHost,
  vault: string,
  key: VaultKey,
  put: readonly Item[],
): Promise<Record<string, SealedItem>> {
  const secret = await importSecret(key.bytes);
  const sealed: Record<string, SealedItem> = {};
  for (const item of put) sealed[item.id] = await sealItem(host, secret, vault, item);
  return sealed;
}

async function memberSlots(
  host: SeededHost,
  vaultId: string,
  key: VaultKey,
  members: MemberList,
): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (const [id, member] of Object.entries(members)) {
    slots.push(await wrapWithMemberKey(host, { vaultId, key, id, member, label: member.name }));
  }
  return slots;
}

async function withHash(file: VaultFile, key: VaultKey): Promise<SignedGeneration> {
  const signed = { header: file.shared!, signature: file.signature! };
  return { hash: await hashOf(signed.header), file, key, signed };
}
