import type { BaseKey } from "../crypto/derive.ts";
import { UserError } from "../../errors.ts";
import { verifyFile } from "../crypto/mac.ts";
import { openItemWithKey } from "../crypto/sealed_item.ts";
import { damaged } from "../format/parse.ts";
import type { TokenSlot, VaultFile } from "../format/vault_file.ts";
import { byTitle, type Item } from "../item.ts";
import { tokenSlotId, unwrapWithToken } from "../slots/token.ts";
import { isRevoked, tokenSlots } from "../slots/token_state.ts";

/** The items of a vault that a token opens, to read. A token holds no vault key, so it can never write. */
export interface TokenVault {
  /** The token's slot. */
  readonly slot: TokenSlot;
  /** The items that it opens, sorted by title, then id. */
  readonly items: readonly Item[];
  /** The ids of the items that it was made for and that were changed or deleted since. */
  readonly lost: readonly string[];
}

/**
 * Reports whether `file` is a bundle: a file for one token alone, with a MAC under that token. The first build gave its
 * bundles the format of a vault.
 */
export function isBundle({ format, slots }: Pick<VaultFile, "format" | "slots">): boolean {
  return format === "opaws-bundle" || (slots.length === 1 && slots[0]!.kind === "token");
}

/** Returns the slot in `file` that `token` (32 bytes, imported) opens; undefined if there is none. */
export async function slotOfToken(
  file: Pick<VaultFile, "id" | "slots">,
  token: BaseKey,
): Promise<TokenSlot | undefined> {
  const id = await tokenSlotId(token);
  const slots = tokenSlots(file);
  const own = slots.find((slot) => slot.id === id);
  if (own !== undefined) return own;
  // A slot without `items` comes from another writer, and then its id need not come from the token.
  for (const slot of slots) {
    if (slot.items !== undefined) continue;
    const keys = await unwrapWithToken(slot, file.id, token);
    for (const key of keys?.values() ?? []) key.fill(0);
    if (keys !== null) return slot;
  }
  return undefined;
}

/**
 * Opens with `token` (32 bytes, imported) the items it was made for. `file` was parsed strictly. The MAC of a bundle is
 * verified. A token cannot verify the MAC of a whole vault, but the slot and each item are authenticated on their own and
 * bound to the vault's id. `now` is epoch milliseconds, `path` is for messages.
 *
 * @throws UserError (77): `token-unknown`, `token-revoked`, `token-expired`; (65) if the slot, the bundle or an item was
 *   changed.
 */
export async function openWithToken(
  file: VaultFile,
  token: BaseKey,
  now: number,
  path: string,
): Promise<TokenVault> {
  const slot = await slotOfToken(file, token);
  const cannot = `open vault ${JSON.stringify(file.name)} with the token`;
  if (slot === undefined) {
    throw refused("token-unknown", cannot, "it is the token of another vault");
  }
  if (isRevoked(slot)) throw refused("token-revoked", cannot, "it was revoked");
  const keys = await unwrapWithToken(slot, file.id, token);
  if (keys === null) {
    throw damaged(cannot, `its slot in ${path} was changed`, { code: "tampered" });
  }
  try {
    if (Date.parse(slot.expires) <= now) {
      throw refused("token-expired", cannot, `it expired on ${slot.expires}`);
    }
    if (isBundle(file) && !await verifyFile(token, file)) {
      throw damaged(cannot, `the bundle ${path} was changed`, { code: "tampered" });
    }
    return await openGranted(file, slot, keys, path);
  } finally {
    for (const key of keys.values()) key.fill(0);
  }
}

async function openGranted(
  file: VaultFile,
  slot: TokenSlot,
  keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  path: string,
): Promise<TokenVault> {
  const unchanged = (id: string): boolean =>
    Object.hasOwn(file.items, id) &&
    (slot.items === undefined || file.items[id]!.salt === slot.items[id]);
  const ids = [...keys.keys()];
  const items = await Promise.all(
    ids.filter(unchanged).map((id) =>
      openItemWithKey(keys.get(id)!, file.id, id, file.items[id]!, path)
    ),
  );
  return {
    slot,
    items: items.sort(byTitle),
    lost: ids.filter((id) => !unchanged(id)),
  };
}

function refused(code: string, cannot: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code,
    cannot,
    because,
    try: "opaws token create --item ITEM",
  });
}
