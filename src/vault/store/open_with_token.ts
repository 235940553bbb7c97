import { UserError } from "../../errors.ts";
import { damaged } from "../format/damaged.ts";
import type { TokenSlot, VaultFile } from "../format/vault_file.ts";
import { byTitle, type Item } from "../item.ts";
import { macInput, verify } from "../crypto/mac.ts";
import { openItemWithKey } from "../crypto/sealed_item.ts";
import { tokenSlotId } from "../slots/token_id.ts";
import { isRevoked, unwrapWithToken } from "../slots/token.ts";

/** What a token opens of a vault: some items, to read. Nothing is written by it, for it holds no vault key. */
export interface TokenVault {
  /** The slot of the token. */
  readonly slot: TokenSlot;
  /** The items that it opens, sorted by title, then id. */
  readonly items: readonly Item[];
  /** The ids of items that it was made for and that were changed or deleted since. */
  readonly lost: readonly string[];
}

/** Whether `file` is a bundle: a file for one token alone, whose MAC is under that token. */
export function isBundle(file: Pick<VaultFile, "slots">): boolean {
  return file.slots.length === 1 && file.slots[0]!.kind === "token";
}

/** The slot in `file` that the token `secret` opens; undefined when there is none. */
export async function slotOfToken(
  file: Pick<VaultFile, "id" | "slots">,
  secret: CryptoKey,
): Promise<TokenSlot | undefined> {
  const id = await tokenSlotId(secret);
  const tokens = file.slots.filter((slot) => slot.kind === "token");
  const own = tokens.find((slot) => slot.id === id);
  if (own !== undefined) return own;
  for (const slot of tokens) {
    if (slot.items !== undefined) continue;
    const keys = await unwrapWithToken(file.id, slot, secret);
    for (const key of keys?.values() ?? []) key.fill(0);
    if (keys !== null) return slot;
  }
  return undefined;
}

/**
 * Opens with the token `secret` (32 bytes, imported) what it was made for in `file`, which was read strictly. The MAC of
 * a bundle is verified; that of a whole vault cannot be: slot and items are authenticated each by itself, bound to the
 * vault's id. `now` is epoch milliseconds, `path` for messages.
 * Faults: 77 `token-unknown`, `token-revoked`, `token-expired`; 65 when slot, bundle or an item were altered.
 */
export async function openWithToken(
  file: VaultFile,
  secret: CryptoKey,
  now: number,
  path: string,
): Promise<TokenVault> {
  const slot = await slotOfToken(file, secret);
  const cannot = `open vault ${JSON.stringify(file.name)} with the token`;
  if (slot === undefined) {
    throw refused("token-unknown", cannot, "it is the token of another vault");
  }
  if (isRevoked(slot)) throw refused("token-revoked", cannot, "it was revoked");
  const keys = await unwrapWithToken(file.id, slot, secret);
  if (keys === null) {
    throw damaged(cannot, `its slot in ${path} is not as it was made`, { code: "tampered" });
  }
  try {
    if (Date.parse(slot.expires) <= now) {
      throw refused("token-expired", cannot, `it expired on ${slot.expires}`);
    }
    if (isBundle(file) && !await verify(secret, file.id, file.mac, macInput(file))) {
      throw damaged(cannot, `${path} is not the bundle that was made for it`, { code: "tampered" });
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
  const held = (id: string): boolean =>
    Object.hasOwn(file.items, id) &&
    (slot.items === undefined || file.items[id]!.salt === slot.items[id]);
  const ids = [...keys.keys()];
  const items = await Promise.all(
    ids.filter(held).map((id) =>
      openItemWithKey(keys.get(id)!, file.id, id, file.items[id]!, path)
    ),
  );
  return {
    slot,
    items: items.sort(byTitle),
    lost: ids.filter((id) => !held(id)),
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
