import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import { digestsOf, hashOf, signHeader } from "../crypto/generation_signature.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";

/** What a generation of a shared vault changes, as its header lists it. */
interface Changed {
  /** The ids of the items that it puts or removes. */
  readonly items: readonly string[];
  /** The ids of the slots, and so of the members, that it puts, changes or removes. */
  readonly slots: readonly string[];
}

/** What the next generation is made with. */
interface Writing {
  /** The clock. */
  readonly host: Pick<Host, "now">;
  /** The vault key before the change. Its signer signs. */
  readonly key: VaultKey;
  /**
   * Reports whether others may know the generation with that hash: it came from a remote, or a push of it was begun. Without
   * a remote, nobody knows any.
   */
  readonly isPublished?: (hash: string) => boolean | Promise<boolean>;
  /** What a generation with another vault key changes; there, everything is sealed again. */
  readonly rekeyed?: Changed;
}

/** A file of a shared vault. */
type Shared<File> = File & { readonly shared: GenerationHeader; readonly signature: string };

/** Reports whether `file` is that of a shared vault. */
export function isShared<File extends Pick<VaultFile, "shared">>(file: File): file is Shared<File> {
  return file.shared !== undefined;
}

/**
 * Returns `next`, which was made from the verified file `before`, as it is to be written. In a shared vault that is with a
 * new header, signed by this person: with the members in `next.shared`, what differs from `before`, and `before` as its
 * parent. A generation of this person's own that nobody else knows is replaced instead: the new one has its parents and its
 * changes too, so that what is pushed is one generation.
 *
 * @throws UserError (77, `read-only` or `not-a-member`) if this person may not write it, (78, `shared-vault`) if it has a slot
 *   that no shared vault may have.
 */
export async function nextGeneration(
  { host, key, isPublished = () => false, rekeyed }: Writing,
  before: VaultFile,
  next: UnsignedVaultFile,
): Promise<UnsignedVaultFile> {
  if (!isShared(next) || !isShared(before)) return next;
  const signer = await signerOf(key, before);
  checkKinds(next);
  const { shared: old } = before;
  const oldHash = await hashOf(old);
  const replaces = old.author === signer.id && !await isPublished(oldHash);
  const changed = rekeyed ?? differences(before, next);
  const also: Changed = replaces
    ? { items: old.changedItems, slots: old.changedSlots }
    : { items: [], slots: [] };
  const shared: GenerationHeader = {
    vault: next.id,
    generation: next.generation,
    parents: replaces ? old.parents : [oldHash],
    author: signer.id,
    time: new Date(host.now()).toISOString(),
    members: next.shared.members,
    ...await digestsOf(next),
    changedItems: union(changed.items, also.items),
    changedSlots: union(changed.slots, also.slots),
    rekeyed: rekeyed !== undefined || (replaces && old.rekeyed),
  };
  return { ...next, shared, signature: await signHeader(signer, shared) };
}

/**
 * Returns the keys that sign what this person changes in `file`.
 *
 * @throws UserError (77): `read-only` if the person is a reader; `not-a-member`, also if `key` came without a signer.
 */
export async function signerOf(
  key: VaultKey,
  { name, shared }: Shared<Pick<VaultFile, "name">>,
): Promise<MemberKeys> {
  const signer = await key.signer?.();
  const own = signer && Object.hasOwn(shared.members, signer.id)
    ? shared.members[signer.id]
    : undefined;
  if (signer !== undefined && own?.role === "writer") return signer;
  const listed = own !== undefined;
  throw new UserError({
    exit: "denied",
    code: listed ? "read-only" : "not-a-member",
    cannot: `change vault ${JSON.stringify(name)}`,
    because: listed ? "you may only read it" : "you are not one of its members",
    try: `opaws member list ${shellWord(name)}`,
  });
}

/** Without this check, the strict parser would refuse the new file as damaged. */
function checkKinds({ name, slots }: Pick<VaultFile, "name" | "slots">): void {
  const slot = slots.find(({ kind }) => kind === "password" || kind === "system");
  if (slot === undefined) return;
  throw new UserError({
    exit: "refused",
    code: "shared-vault",
    cannot: `give vault ${JSON.stringify(name)} a ${slot.kind} slot`,
    because: "it is shared, and each member opens it with a vault of their own",
    try: `opaws member list ${shellWord(name)}`,
  });
}

/** Returns what differs between two files. A member is changed under the id of their slot. */
function differences(
  before: Shared<VaultFile>,
  after: Shared<UnsignedVaultFile>,
): Changed {
  const slotsOf = ({ slots }: Pick<VaultFile, "slots">) =>
    Object.fromEntries(slots.map((slot) => [slot.id, slot]));
  return {
    items: changedKeys(before.items, after.items),
    slots: union(
      changedKeys(slotsOf(before), slotsOf(after)),
      changedKeys(before.shared.members, after.shared.members),
    ),
  };
}

/** Returns the keys whose values differ, in either object. */
function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const textOf = (from: Readonly<Record<string, unknown>>, key: string): string | null =>
    Object.hasOwn(from, key) ? canonicalJson(from[key]) : null;
  return union(Object.keys(before), Object.keys(after))
    .filter((key) => textOf(before, key) !== textOf(after, key));
}

/** Returns the texts of both, sorted, each once. */
function union(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...some, ...others])].sort();
}
