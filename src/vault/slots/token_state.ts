import type { TokenSlot, VaultFile } from "../format/vault_file.ts";
import { isRevoked } from "./token.ts";

/** What a token is still good for; `partly lost` and `lost` when items of it were changed or deleted since. */
export type TokenState = "valid" | "partly lost" | "lost" | "expired" | "revoked";

/** The token slots of `file`, in the order in which they were made. */
export function tokenSlots(file: Pick<VaultFile, "slots">): TokenSlot[] {
  return file.slots.filter((slot) => slot.kind === "token");
}

/** The items that the token of `slot` was made for and no longer opens. */
export function lostItems(file: Pick<VaultFile, "items">, slot: TokenSlot): string[] {
  return Object.entries(slot.items ?? {})
    .filter(([id, salt]) => !Object.hasOwn(file.items, id) || file.items[id]!.salt !== salt)
    .map(([id]) => id);
}

/** What the token of `slot` is good for at `now`; epoch milliseconds. */
export function tokenState(
  file: Pick<VaultFile, "items">,
  slot: TokenSlot,
  now: number,
): TokenState {
  if (isRevoked(slot)) return "revoked";
  if (Date.parse(slot.expires) <= now) return "expired";
  const lost = lostItems(file, slot).length;
  return lost === 0
    ? "valid"
    : lost === Object.keys(slot.items ?? {}).length
    ? "lost"
    : "partly lost";
}

/** Tokens that opened the item `id` as `before` has it and are neither revoked nor expired at `now`. */
export function tokensFor(
  before: Pick<VaultFile, "items" | "slots">,
  id: string,
  now: number,
): TokenSlot[] {
  return tokenSlots(before).filter((slot) =>
    Object.hasOwn(slot.items ?? {}, id) && !lostItems(before, slot).includes(id) &&
    Date.parse(slot.expires) > now
  );
}

/** A token as people know it: its label, else the beginning of its id. */
export function tokenName(slot: Pick<TokenSlot, "id" | "label">): string {
  return slot.label === "" ? slot.id.slice(0, 8) : `"${slot.label}" (${slot.id.slice(0, 8)})`;
}
