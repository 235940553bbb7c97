import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { digestsOf } from "../crypto/generation_signature.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import { KEY_BYTES, type UnsignedVaultFile, type VaultFile } from "../format/vault_file.ts";
import { chooseKey, isSameKey } from "./choose_key.ts";
import { ancestorsOf, headerOf, type Headers, onlyBefore } from "./header_graph.ts";
import { judgeBranches, type MemberList } from "./judge_branches.ts";
import { lastChanges } from "./last_changes.ts";
import { type ItemBranch, type ItemSource, mergeItems } from "./merge_items.ts";
import { differingMembers, mergeMembers } from "./merge_members.ts";
import {
  authorOf,
  describeDropped,
  type MergeReport,
  missingIn,
  named,
  type NamedMember,
  NOTHING_DONE,
  removerOf,
} from "./merge_report.ts";
import { changedSlots, differingSlots, mergeSlots } from "./merge_slots.ts";
import {
  isAnyRekeyed,
  listedByMerge,
  mayWrite,
  type MergePlace,
  parentsOfMerge,
  partedAt,
  replacedIn,
} from "./merged_header.ts";

/** A generation at hand: its file, verified and with the content of its header, and the vault key. */
export interface Generation {
  readonly hash: string;
  readonly file: VaultFile;
  readonly key: VaultKey;
}

/** A generation without a slot for this member. */
interface ClosedGeneration {
  readonly hash: string;
  readonly key: null;
}

/** The generation of this machine, for a merge. */
interface OwnGeneration extends Generation {
  /** The hashes of those up to it that nobody else can have seen. */
  readonly unpushed: readonly string[];
  /**
   * The hashes of heads of which an earlier merge said that this machine's generation has all they have (`adopt`). Without
   * them, what was changed since would be a conflict with them.
   */
  readonly covers?: readonly string[];
}

/** The input of {@linkcode mergeGenerations}. */
interface GenerationsToMerge {
  /** The verified headers of both generations, and of all since their last common ones. */
  readonly headers: Headers;
  /** The generation of this machine. */
  readonly mine: OwnGeneration;
  /** The generation of the remote. Its key is null if this member cannot open it, because it does not list this member. */
  readonly theirs: Generation | ClosedGeneration;
  /** The id of the member who merges. */
  readonly me: string;
  /**
   * Returns the file of an older generation and its key, if it is at hand. It is read only to restore what a member wrote
   * before a removed one changed it.
   */
  readonly older?: (hash: string) => Promise<Pick<Generation, "file" | "key"> | null>;
}

/** Two generations that this member can open. */
type OpenToMerge = GenerationsToMerge & { readonly theirs: Generation };

/** A new generation without its signature and MAC. */
type UnsignedGeneration = UnsignedVaultFile & { readonly shared: GenerationHeader };

/** The result of {@linkcode mergeGenerations}. */
export type Merge =
  /** One generation already has all that both have. No new one is needed. */
  | { readonly kind: "adopt"; readonly side: "mine" | "theirs"; readonly report: MergeReport }
  /** A new generation for this member to sign. */
  | {
    readonly kind: "merged";
    readonly file: UnsignedGeneration;
    readonly key: VaultKey;
    readonly report: MergeReport;
  }
  /** Another writer has to merge them. This member may not: a reader, or one whom one of them does not list. */
  | { readonly kind: "waiting"; readonly report: MergeReport }
  /** This member was removed, by `by` if a generation says so. */
  | { readonly kind: "removed"; readonly by: NamedMember | null }
  /** Writers removed each other. Nobody can know who was first, so each machine stays with what it saw first. */
  | { readonly kind: "split"; readonly members: readonly NamedMember[] };

/**
 * Merges two generations of a vault as `docs/sharing-format.md` specifies. No change is lost, except those of members whom
 * the other branch removed. Two devices that merge the same two get the same content, whichever they call theirs, and one
 * that then merges their results adopts one of them.
 *
 * @throws UserError (65, `mixed-generation`) if the files differ in what no generation lists, (65, `damaged`) if an item
 *   does not open, (78, `too-many-slots`) if both together have too many slots.
 */
export async function mergeGenerations(
  host: Pick<Host, "random" | "now">,
  input: GenerationsToMerge,
): Promise<Merge> {
  const { headers, mine, theirs, me } = input;
  const own = [
    onlyBefore(mine.hash, theirs.hash, headers),
    onlyBefore(theirs.hash, mine.hash, headers),
  ] as const;
  const place = { headers, mine: mine.hash, theirs: theirs.hash, own, unpushed: mine.unpushed };
  const covered = ancestorsOf(mine.covers ?? [], headers);
  if (own[1].every((hash) => covered.has(hash))) return await continueBoth(host, input, place);
  const branchOf = (side: 0 | 1) => ({ head: [mine.hash, theirs.hash][side]!, own: own[side] });
  const { dropped, circle } = judgeBranches(own, headers);
  if (circle.length > 0) {
    return { kind: "split", members: circle.map((id) => named(id, own.flat(), headers)) };
  }
  const members = mergeMembers(bothSides(branchOf), dropped, headers);
  if (!Object.hasOwn(members, me)) {
    const counted = own.flat().filter((hash) => !dropped.has(hash));
    return { kind: "removed", by: removerOf(me, counted, headers) };
  }
  const listOf = (each: 0 | 1): MemberList => headerOf(branchOf(each).head, headers).members;
  const report: MergeReport = {
    ...NOTHING_DONE,
    dropped: describeDropped(dropped, headers),
    removed: missingIn(members, listOf(0)),
    added: missingIn(listOf(0), members),
  };
  if (theirs.key === null) {
    const isVoid = own[1].every((hash) => dropped.has(hash));
    return isVoid ? { kind: "adopt", side: "mine", report } : { kind: "waiting", report };
  }
  return await mergeOpen(host, { ...input, theirs }, { place, dropped, members, report });
}

/** Merges two generations that this member can open. `members` are those of the result. */
async function mergeOpen(
  host: Pick<Host, "random" | "now">,
  input: OpenToMerge,
  { place, dropped, members, report: before }: {
    readonly place: MergePlace;
    readonly dropped: ReadonlySet<string>;
    readonly members: MemberList;
    readonly report: MergeReport;
  },
): Promise<Merge> {
  const { headers, mine, theirs, me } = input;
  const { own } = place;
  const sides = [mine, theirs] as const;
  const branches = bothSides((each) => ({ ...sides[each], own: own[each] }));
  const { side, sameKey } = chooseKey(branches, { dropped, members, headers });
  const key = side === null ? new VaultKey(host.random(KEY_BYTES)) : sides[side].key;
  const items = await itemsOf(host, input, place, dropped, key);
  const slots = await mergeSlots(host, {
    vault: mine.file.id,
    name: mine.file.name,
    branches: bothSides((each) => ({
      slots: sides[each].file.slots,
      ...changedSlots(own[each], dropped, headers),
    })),
    members,
    key: { side, key },
    sameKey,
  });
  const differing = bothSides((each) =>
    differingSlots(slots.slots, sides[each].file.slots)
      .union(differingMembers(members, headerOf(sides[each].hash, headers).members))
  );
  const { conflicts, lost } = items;
  const report = { ...before, conflicts, lostItems: lost, lostSlots: slots.lost };

  const has = bothSides((each) =>
    (sameKey || side === each) && items.differing[each].size + differing[each].size === 0
  );
  const isUnpushed = mine.unpushed.length > 0;
  // Nothing is to be pushed if they have it all. Otherwise all devices choose the same.
  if (has[1] && (!has[0] || isUnpushed || theirs.hash < mine.hash)) {
    return { kind: "adopt", side: "theirs", report };
  }
  const parents = parentsOfMerge(place);
  const isWriter = mayWrite(me, members, parents, headers);
  // Local changes are to be pushed anyway, so they continue both.
  if (has[0] && !(isUnpushed && isWriter)) return { kind: "adopt", side: "mine", report };
  if (!isWriter) return { kind: "waiting", report };
  const isNewKey = side === null;
  const replaced = replacedIn(theirs.file.items, items.items);
  const file = await unsigned(host, input, parents, {
    items: items.items,
    slots: slots.slots,
    members,
    changedItems: listedByMerge("changedItems", { ...items, replaced }, place, parents, isNewKey),
    changedSlots: listedByMerge(
      "changedSlots",
      { differing, resealed: new Set(), replaced: new Set() },
      place,
      parents,
      isNewKey,
    ),
    rekeyed: isNewKey || (side === 0 && isAnyRekeyed(mine.unpushed, headers)),
  });
  return { kind: "merged", file, key, report };
}

/** Returns what this machine should have if its generation has all that the other one has. */
async function continueBoth(
  host: Pick<Host, "now">,
  input: GenerationsToMerge,
  place: MergePlace,
): Promise<Merge> {
  const { headers, mine, me } = input;
  const { members } = headerOf(mine.hash, headers);
  const parents = parentsOfMerge(place);
  const isAhead = place.own[1].length === 0 || mine.unpushed.length === 0;
  if (isAhead || !mayWrite(me, members, parents, headers)) {
    return { kind: "adopt", side: "mine", report: NOTHING_DONE };
  }
  const pushed = place.own[0].filter((hash) => !mine.unpushed.includes(hash));
  // A machine that has the other generation has to be able to see why its content is gone.
  const listed = (list: "changedItems" | "changedSlots"): string[] => {
    const idsOf = (hashes: readonly string[]) =>
      new Set(hashes.flatMap((hash) => headerOf(hash, headers)[list]));
    const others = idsOf(place.own[1]).difference(idsOf(pushed));
    return [...idsOf(mine.unpushed).union(others)].sort();
  };
  const file = await unsigned(host, input, parents, {
    items: mine.file.items,
    slots: mine.file.slots,
    members,
    changedItems: listed("changedItems"),
    changedSlots: listed("changedSlots"),
    rekeyed: isAnyRekeyed(mine.unpushed, headers) ||
      (isAnyRekeyed(place.own[1], headers) && !isAnyRekeyed(pushed, headers)),
  });
  return { kind: "merged", file, key: mine.key, report: NOTHING_DONE };
}

async function unsigned(
  host: Pick<Host, "now">,
  { headers, mine, theirs, me }: GenerationsToMerge,
  parents: readonly string[],
  { items, slots, ...listed }:
    & Pick<VaultFile, "items" | "slots">
    & Pick<GenerationHeader, "members" | "changedItems" | "changedSlots" | "rekeyed">,
): Promise<UnsignedGeneration> {
  const other = headerOf(theirs.hash, headers).generation;
  const generation = Math.max(mine.file.generation, other) + 1;
  const shared: GenerationHeader = {
    vault: mine.file.id,
    generation,
    parents,
    author: me,
    time: new Date(host.now()).toISOString(),
    ...await digestsOf({ items, slots }),
    ...listed,
  };
  const { mac: _mac, signature: _signature, ...rest } = mine.file;
  return { ...rest, generation, items, slots, shared };
}

async function itemsOf(
  host: Pick<Host, "random" | "now">,
  { headers, mine, theirs, older }: OpenToMerge,
  place: MergePlace,
  dropped: ReadonlySet<string>,
  key: VaultKey,
): ReturnType<typeof mergeItems> {
  const secret = baseKey(key.bytes);
  const sourceOf = ({ file, key: its }: Pick<Generation, "file" | "key">): ItemSource => ({
    items: file.items,
    secret: isSameKey(its, key) ? secret : baseKey(its.bytes),
  });
  const branchOf = (side: 0 | 1): ItemBranch => ({
    ...sourceOf([mine, theirs][side]!),
    changes: lastChanges(place.own[side], dropped, headers),
    nameOf: (hash) => authorOf(hash, headers).name,
  });
  return await mergeItems(host, {
    vault: mine.file.id,
    branches: [branchOf(0), branchOf(1)],
    secret,
    older: async (hash) => {
      const found = await older?.(hash) ?? null;
      return found && sourceOf(found);
    },
    parted: partedAt(place),
  });
}

function bothSides<T>(of: (side: 0 | 1) => T): readonly [T, T] {
  return [of(0), of(1)];
}
