import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { KEY_BYTES } from "../format/vault_file.ts";
import { chooseKey, isSameKey } from "./choose_key.ts";
import { continueBoth, unsigned } from "./continue_both.ts";
import { ancestorsOf, headerOf, onlyBefore } from "./header_graph.ts";
import { judgeBranches, type MemberList } from "./judge_branches.ts";
import { lastChanges } from "./last_changes.ts";
import type { Generation, GenerationsToMerge, Merge, OpenToMerge } from "./merge_input.ts";
import { type ItemBranch, type ItemSource, mergeItems } from "./merge_items.ts";
import { differingMembers, mergeMembers, stillWriters } from "./merge_members.ts";
import {
  authorOf,
  describeDropped,
  type MergeReport,
  missingIn,
  named,
  NOTHING_DONE,
  removerOf,
} from "./merge_report.ts";
import { changedSlots, differingSlots, mergeSlots } from "./merge_slots.ts";
import {
  formsReplaced,
  isRekeyedByMerge,
  listedByMerge,
  mayWrite,
  type MergePlace,
  parentsOfMerge,
  partedAt,
} from "./merged_header.ts";

/**
 * Merges two generations of a vault as `docs/sharing-format.md` specifies. No change is lost, except those of members whom
 * the other branch removed. Two devices that merge the same two get the same content, whichever they call theirs, and one
 * that then merges their results adopts one of them.
 *
 * @throws UserError (65, `damaged`) if an item does not open, (78, `too-many-slots`) if both together have too many slots.
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
  const { dropped, circle } = judgeBranches(own, headers);
  const { unpushed } = mine;
  const place = { headers, mine: mine.hash, theirs: theirs.hash, own, unpushed, dropped };
  const covered = ancestorsOf(mine.covers ?? [], headers);
  if (own[1].every((hash) => covered.has(hash))) return await continueBoth(host, input, place);
  if (circle.length > 0) {
    return { kind: "split", members: circle.map((id) => named(id, own.flat(), headers)) };
  }
  const members = mergeMembers(branchesOf(place), dropped, headers);
  const [left, right] = bothSides((side) =>
    headerOf(branchesOf(place)[side].head, headers).members
  );
  // A removal that one merge took back counts again because that merge is dropped. This is a circle through a third member.
  const torn = stillWriters(left, right).filter((id) => members[id]?.role !== "writer");
  if (torn.length > 0) {
    return { kind: "split", members: torn.map((id) => named(id, [mine.hash], headers)) };
  }
  if (!Object.hasOwn(members, me)) {
    const counted = own.flat().filter((hash) => !dropped.has(hash));
    return { kind: "removed", by: removerOf(me, counted, headers) };
  }
  const report: MergeReport = {
    ...NOTHING_DONE,
    dropped: describeDropped(dropped, headers),
    removed: missingIn(members, left),
    added: missingIn(left, members),
  };
  if (theirs.key === null) {
    const isVoid = own[1].every((hash) => dropped.has(hash));
    return isVoid ? { kind: "adopt", side: "mine", report } : { kind: "waiting", report };
  }
  // What nobody has seen and does not count is forgotten, its additions of members to whom the key would be known included.
  if (!mine.isOnRemote && own[0].every((hash) => dropped.has(hash))) {
    return { kind: "adopt", side: "theirs", report };
  }
  return await mergeOpen(host, { ...input, theirs }, { place, members, report });
}

/** Merges two generations that this member can open. `members` are those of the result. */
async function mergeOpen(
  host: Pick<Host, "random" | "now">,
  input: OpenToMerge,
  { place, members, report: before }: {
    readonly place: MergePlace;
    readonly members: MemberList;
    readonly report: MergeReport;
  },
): Promise<Merge> {
  const { headers, mine, theirs, me } = input;
  const { own, dropped } = place;
  const sides = [mine, theirs] as const;
  const branches = bothSides((each) => ({ ...sides[each], own: own[each] }));
  const { side, sameKey } = chooseKey(branches, { dropped, members, headers });
  const key = side === null ? new VaultKey(host.random(KEY_BYTES)) : sides[side].key;
  const items = await itemsOf(host, input, place, key);
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
  const { conflicts, kept, lost } = items;
  const report = { ...before, conflicts, kept, lostItems: lost, lostSlots: slots.lost };

  const has = bothSides((each) =>
    (sameKey || side === each) && items.differing[each].size + differing[each].size === 0
  );
  // Nothing is to be pushed if they have it all. Otherwise all devices choose the same.
  if (has[1] && (!has[0] || !mine.isOnRemote || theirs.hash < mine.hash)) {
    return { kind: "adopt", side: "theirs", report };
  }
  const parents = parentsOfMerge(place);
  const isWriter = mayWrite(me, members, parents, headers);
  if (has[0] && (mine.isOnRemote || !isWriter)) return { kind: "adopt", side: "mine", report };
  if (!isWriter) {
    // Nothing is left to merge for others. A reader cannot always open the older files that show it.
    const isVoid = mine.isOnRemote && own[1].every((hash) => dropped.has(hash));
    return isVoid ? { kind: "adopt", side: "mine", report: before } : { kind: "waiting", report };
  }
  const isNewKey = side === null;
  const changedItems = bothSides((each) => ({
    content: items.differing[each],
    form: sameKey || side === each
      ? formsReplaced(sides[each].file.items, items.items)
      : new Set<string>(),
  }));
  const changedSlotIds = bothSides((each) => ({
    content: differing[each],
    form: new Set<string>(),
  }));
  const file = await unsigned(host, input, parents, {
    items: items.items,
    slots: slots.slots,
    members,
    changedItems: listedByMerge("changedItems", changedItems, place, parents),
    changedSlots: listedByMerge("changedSlots", changedSlotIds, place, parents),
    rekeyed: isNewKey || (!sameKey && isRekeyedByMerge(side, place, parents)),
  });
  return { kind: "merged", file, key, report };
}

async function itemsOf(
  host: Pick<Host, "random" | "now">,
  { headers, mine, theirs, older }: OpenToMerge,
  place: MergePlace,
  key: VaultKey,
): ReturnType<typeof mergeItems> {
  const secret = baseKey(key.bytes);
  const sourceOf = ({ file, key: its }: Pick<Generation, "file" | "key">): ItemSource => ({
    items: file.items,
    secret: isSameKey(its, key) ? secret : baseKey(its.bytes),
  });
  const branchOf = (side: 0 | 1): ItemBranch => ({
    ...sourceOf([mine, theirs][side]!),
    changes: lastChanges(
      branchesOf(place)[side],
      branchesOf(place)[1 - side]!.head,
      place.dropped,
      headers,
    ),
    hasDropped: place.own[side].some((hash) => place.dropped.has(hash)),
    name: authorOf([mine, theirs][side]!.hash, headers).name,
    nameOf: (hash) => authorOf(hash, headers).name,
  });
  // Many items may need the same file, and each read may be a request.
  const read = new Map<string, Promise<ItemSource | null>>();
  const sourceAt = async (hash: string): Promise<ItemSource | null> => {
    const found = await older?.(hash) ?? null;
    return found && sourceOf(found);
  };
  return await mergeItems(host, {
    vault: mine.file.id,
    branches: [branchOf(0), branchOf(1)],
    secret,
    older: (hash) => {
      const found = read.get(hash) ?? sourceAt(hash);
      read.set(hash, found);
      return found;
    },
    parted: partedAt(place),
  });
}

function branchesOf({ mine, theirs, own }: MergePlace) {
  return bothSides((side) => ({ head: [mine, theirs][side]!, own: own[side] }));
}

function bothSides<T>(of: (side: 0 | 1) => T): readonly [T, T] {
  return [of(0), of(1)];
}
