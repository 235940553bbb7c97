import { UserError } from "../../errors.ts";
import type { Slot, TokenSlot } from "../format/vault_file.ts";
import { MAX_SLOTS } from "../format/check_slots.ts";
import { isRevoked } from "./token.ts";

/**
 * `slots` without what need not be remembered any more: revoked tokens that would have expired by now (`now` is epoch
 * milliseconds), and, where `more` slots would be too many, the oldest revoked and expired ones.
 * Faults (78) `too-many-slots` when all are in use.
 */
export function checkSlotLimit(
  slots: readonly Slot[],
  now: number,
  cannot: string,
  more = 1,
): Slot[] {
  const ended = (slot: Slot): slot is TokenSlot =>
    slot.kind === "token" && (isRevoked(slot) || Date.parse(slot.expires) <= now);
  const kept = slots.filter((slot) =>
    slot.kind !== "token" || !isRevoked(slot) || Date.parse(slot.expires) > now
  );
  while (kept.length + more > MAX_SLOTS) {
    const oldest = kept.filter(ended).sort((a, b) => a.created < b.created ? -1 : 1)[0];
    if (oldest === undefined) {
      throw new UserError({
        exit: "refused",
        code: "too-many-slots",
        cannot,
        because: `a vault has ${MAX_SLOTS} slots at most, and all are in use`,
        try: "opaws token list",
      });
    }
    kept.splice(kept.indexOf(oldest), 1);
  }
  return kept;
}
