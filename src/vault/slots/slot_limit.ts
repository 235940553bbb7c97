import { UserError } from "../../errors.ts";
import { MAX_SLOTS, type Slot, type TokenSlot } from "../format/vault_file.ts";
import { isRevoked } from "./token_state.ts";

/**
 * Returns `slots` without those that nothing needs any more: revoked tokens that have expired by `now` (epoch
 * milliseconds) and, to make room for `more` new slots, the oldest revoked or expired tokens. `cannot` is for the
 * message.
 *
 * @throws UserError (78, `too-many-slots`) if all slots are in use.
 */
export function checkSlotLimit(
  slots: readonly Slot[],
  now: number,
  cannot: string,
  more = 1,
): Slot[] {
  const expired = (slot: TokenSlot): boolean => Date.parse(slot.expires) <= now;
  const kept = slots.filter((slot) => slot.kind !== "token" || !isRevoked(slot) || !expired(slot));
  while (kept.length + more > MAX_SLOTS) {
    const oldest = kept
      .filter((slot) => slot.kind === "token" && (isRevoked(slot) || expired(slot)))
      .sort((a, b) => a.created < b.created ? -1 : 1)[0];
    if (oldest === undefined) {
      throw new UserError({
        exit: "refused",
        code: "too-many-slots",
        cannot,
        because: `all ${MAX_SLOTS} slots of the vault are in use`,
        try: "opaws token list",
      });
    }
    kept.splice(kept.indexOf(oldest), 1);
  }
  return kept;
}
