import type { Host } from "../../host.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { MAX_SLOTS, type Slot } from "../format/vault_file.ts";
import { wrapWithMemberKey } from "../slots/member.ts";
import { makeRoomForSlots } from "../slots/slot_limit.ts";
import { isRevoked } from "../slots/token_state.ts";
import { headerOf, type Headers } from "./header_graph.ts";
import type { MemberList } from "./judge_branches.ts";

/** One branch, as far as its slots are concerned. */
interface SlotBranch {
  readonly slots: readonly Slot[];
  /** The ids of the slots that its generations changed; those whose last change is dropped are `undone`. */
  readonly changed: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
}

/** The input of {@linkcode mergeSlots}. */
interface SlotsToMerge {
  readonly vault: string;
  readonly name: string;
  readonly branches: readonly [SlotBranch, SlotBranch];
  readonly members: MemberList;
  /** The key of the result, and the branch that has it; null if it is new. */
  readonly key: { readonly side: 0 | 1 | null; readonly key: VaultKey };
  readonly sameKey: boolean;
}

/** The result of {@linkcode mergeSlots}. */
interface MergedSlots {
  readonly slots: readonly Slot[];
  /** Recovery and token slots that do not open the vault under its new key. */
  readonly lost: readonly Slot[];
}

/**
 * Merges the slots of two branches. A slot that one branch removed, or revoked, is gone. Members get the key of the result.
 * Tokens and recovery codes of a branch with another key are lost.
 *
 * @throws UserError (78, `too-many-slots`) if both together have more than fit.
 */
export async function mergeSlots(
  host: Pick<Host, "random" | "now">,
  { vault, name, branches, members, key, sameKey }: SlotsToMerge,
): Promise<MergedSlots> {
  const [a, b] = branches.map(({ slots }) => new Map(slots.map((slot) => [slot.id, slot]))) as [
    Map<string, Slot>,
    Map<string, Slot>,
  ];
  const merged: Slot[] = [];
  const lost: Slot[] = [];
  for (const [id, member] of Object.entries(members)) {
    const has = sameKey
      ? a.get(id) ?? b.get(id)
      : key.side === null
      ? null
      : [a, b][key.side]!.get(id);
    merged.push(
      has?.kind === "member" ? has : await wrapWithMemberKey(host, {
        vaultId: vault,
        key: key.key,
        id,
        member,
        label: member.name,
      }),
    );
  }
  for (const id of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    const chosen = chooseSlot(id, a.get(id) ?? null, b.get(id) ?? null, branches);
    if (chosen === null || chosen.kind === "member") continue;
    const isOpened = sameKey || (key.side !== null && [a, b][key.side]!.get(id) === chosen);
    if (isOpened) merged.push(chosen);
    else lost.push(chosen);
  }
  const cannot = `merge the slots of vault ${JSON.stringify(name)}`;
  return {
    slots: merged.length > MAX_SLOTS ? makeRoomForSlots(merged, host.now(), cannot, 0) : merged,
    lost,
  };
}

/** Returns the ids of the slots that a branch changed, and of those whose last change in it is dropped. */
export function changedSlots(
  own: readonly string[],
  dropped: ReadonlySet<string>,
  headers: Headers,
): Pick<SlotBranch, "changed" | "undone"> {
  const changed = new Set<string>();
  const undone = new Set<string>();
  for (const hash of own) {
    for (const id of headerOf(hash, headers).changedSlots) {
      if (dropped.has(hash)) undone.add(id);
      else {
        undone.delete(id);
        changed.add(id);
      }
    }
  }
  return { changed, undone };
}

/** Returns the ids of the slots that only one list has, or that differ. How a member's slot wraps the key does not count. */
export function differingSlots(a: readonly Slot[], b: readonly Slot[]): Set<string> {
  const texts = (slots: readonly Slot[]) =>
    new Map(slots.map((slot) => [
      slot.id,
      slot.kind === "member" ? canonicalJson([slot.kind, slot.label]) : canonicalJson(slot),
    ]));
  const [left, right] = [texts(a), texts(b)];
  const ids = [...left.keys(), ...right.keys()];
  return new Set(ids.filter((id) => left.get(id) !== right.get(id)));
}

function chooseSlot(
  id: string,
  a: Slot | null,
  b: Slot | null,
  [left, right]: readonly [SlotBranch, SlotBranch],
): Slot | null {
  // What a dropped generation last did to a slot cannot be taken back in the branch's own file, so the other file counts.
  if (left.undone.has(id) || right.undone.has(id)) {
    return left.undone.has(id) ? right.undone.has(id) ? null : b : a;
  }
  if (left.changed.has(id) !== right.changed.has(id)) return left.changed.has(id) ? a : b;
  if (a === null || b === null) return null;
  if (isGone(a) !== isGone(b)) return isGone(a) ? a : b;
  return canonicalJson(a) <= canonicalJson(b) ? a : b;
}

function isGone(slot: Slot): boolean {
  return slot.kind === "token" && isRevoked(slot);
}
