import type { Host } from "../../host.ts";
import { digestsOf } from "../crypto/generation_signature.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { headerOf } from "./header_graph.ts";
import type { GenerationsToMerge, Merge, UnsignedGeneration } from "./merge_input.ts";
import { NOTHING_DONE } from "./merge_report.ts";
import { isAnyRekeyed, mayWrite, type MergePlace, parentsOfMerge } from "./merged_header.ts";

/** Returns what this machine should have if its generation has all that the other one has. */
export async function continueBoth(
  host: Pick<Host, "now">,
  input: GenerationsToMerge,
  place: MergePlace,
): Promise<Merge> {
  const { headers, mine, me } = input;
  const { members } = headerOf(mine.hash, headers);
  const parents = parentsOfMerge(place);
  const isAhead = place.own[1].length === 0 || mine.isOnRemote;
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

/** Returns the file of a merge with its header, for this member to sign. */
export async function unsigned(
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
