import { UserError } from "../../errors.ts";
import { MAX_SLOTS, type Slot, type TokenSlot } from "../format/vault_file.ts";
import { isRevoked } from "./token_state.ts";

/**
 * Returns `slots` with room for `more` new ones. Drops the slots that nothing needs any more: tokens that are both revoked
 * and expired at `now` (epoch milliseconds) and, only to make room, the oldest ones that are revoked or expired. `cannot`
 * is for the message.
 *
 * @throws UserError (78, `too-many-slots`) if all slots are in use.
 */
export function makeRoomForSlots(
  slots: readonly Slot[],
  now: number,
  cannot: string,
  more = 1,
): Slot[] {
  const expired = (slot: TokenSlot): boolean => Date.parse(slot.expires) <= now;
  const remaining = slots.filter((slot) =>
    slot.kind !== "token" || !isRevoked(slot) || !expired(slot)
  );
  while (remaining.length + more > MAX_SLOTS) {
    const oldest = remaining
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
    remaining.splice(remaining.indexOf(oldest), 1);
  }
  return remaining;
}
