import type { TokenSlot, VaultFile } from "../format/vault_file.ts";

/** What a token still opens. `partly lost` and `lost`: some or all of its items were changed or deleted since. */
export type TokenState = "valid" | "partly lost" | "lost" | "expired" | "revoked";

/** Returns the token slots of `file`, oldest first. */
export function tokenSlots(file: Pick<VaultFile, "slots">): TokenSlot[] {
  return file.slots.filter((slot) => slot.kind === "token");
}

/** Reports whether the token of `slot` was revoked. */
export function isRevoked(slot: Pick<TokenSlot, "items">): boolean {
  return slot.items !== undefined && Object.keys(slot.items).length === 0;
}

/** Returns the ids of the items that the token of `slot` was made for and no longer opens. */
export function lostItems(file: Pick<VaultFile, "items">, slot: TokenSlot): string[] {
  return Object.entries(slot.items ?? {})
    .filter(([id, salt]) => !Object.hasOwn(file.items, id) || file.items[id]!.salt !== salt)
    .map(([id]) => id);
}

/** Returns the state of the token of `slot` at `now`, epoch milliseconds. */
export function tokenState(
  file: Pick<VaultFile, "items">,
  slot: TokenSlot,
  now: number,
): TokenState {
  if (isRevoked(slot)) return "revoked";
  if (Date.parse(slot.expires) <= now) return "expired";
  const lost = lostItems(file, slot).length;
  if (lost === 0) return "valid";
  return lost === Object.keys(slot.items ?? {}).length ? "lost" : "partly lost";
}

/** Returns the slots of the tokens that open the item `id` as `file` has it and have not expired at `now`. */
export function tokensFor(
  file: Pick<VaultFile, "items" | "slots">,
  id: string,
  now: number,
): TokenSlot[] {
  return tokenSlots(file).filter((slot) =>
    Object.hasOwn(slot.items ?? {}, id) && !lostItems(file, slot).includes(id) &&
    Date.parse(slot.expires) > now
  );
}

/** Returns how messages name a token: by its label, if it has one, and the beginning of its id. */
export function tokenName(slot: Pick<TokenSlot, "id" | "label">): string {
  return slot.label === "" ? slot.id.slice(0, 8) : `"${slot.label}" (${slot.id.slice(0, 8)})`;
}
