import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { sign } from "../crypto/mac.ts";
import { itemKey } from "../crypto/sealed_item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { fromBase64url } from "../format/base64url.ts";
import { formatVault } from "../format/canonical_json.ts";
import type { Slot, TokenSlot, VaultFile } from "../format/vault_file.ts";
import { makeRoomForSlots } from "../slots/slot_limit.ts";
import { type Grant, revokedSlot, type TokenSlotOptions, wrapWithToken } from "../slots/token.ts";
import { isRevoked, tokenSlots } from "../slots/token_state.ts";
import type { BackupChange } from "./backup_slots.ts";
import { changeVault, type Draft } from "./change.ts";
import type { VaultPaths } from "./read.ts";

/** A token slot that was added. */
export interface AddedToken {
  /** The slot. */
  readonly slot: TokenSlot;
  /** A vault file with only that slot and its items. */
  readonly bundle: Uint8Array<ArrayBuffer>;
}

/** The result of revoking a token. */
interface RevokedToken {
  /** The ids of the items that were sealed again. */
  readonly resealed: readonly string[];
  /** Other tokens, neither revoked nor expired, that opened some of those items and no longer do. */
  readonly alsoLost: readonly TokenSlot[];
  /** What became of the backups, which the token opened too. */
  readonly backups: BackupChange;
}

/**
 * Adds a slot for the token of 32 random `bytes` to the vault called `name`. The token opens the items with the ids
 * `items`.
 *
 * @throws UserError (66, `no-item`) if an item is gone, (78, `too-many-slots`), and as `changeVault` does.
 */
export async function addToken(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  bytes: Uint8Array<ArrayBuffer>,
  { items, ...options }: TokenSlotOptions & { readonly items: readonly string[] },
): Promise<AddedToken> {
  const token = baseKey(bytes);
  let added: TokenSlot | undefined;
  let bundled: TokenSlot | undefined;
  const { file } = await changeVault(host, paths, name, key, async (draft) => {
    const grants = await grantsOf(draft, key, items);
    const input = { vaultId: draft.file.id, grants, token, ...options };
    try {
      added = await wrapWithToken(host, input);
      bundled = await wrapWithToken(host, { ...input, bundle: true });
    } finally {
      for (const grant of grants.values()) grant.key.fill(0);
    }
    draft.setSlots([...makeRoomForSlots(draft.file.slots, host.now(), "create a token"), added]);
  });
  return { slot: added!, bundle: await bundleFor(file, bundled!, token) };
}

/**
 * Returns a bundle of `file`: a vault file for one token alone, with its `slot` and the items that it opens. Its
 * MAC is under the token (32 bytes, imported), not under the vault key. So the token's holder can verify all of it, and
 * nobody can put it in the place of the vault, which would lose all other slots and items. `slot` was wrapped for a
 * bundle: it says so, and nobody can change that to make a reader skip the MAC.
 */
export async function bundleFor(
  file: VaultFile,
  slot: TokenSlot,
  token: BaseKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const { id, name, generation } = file;
  const items = Object.fromEntries(
    Object.keys(slot.items ?? {}).map((id) => [id, file.items[id]!]),
  );
  return formatVault(
    await sign(token, {
      format: "opaws-bundle",
      version: 1, // a bundle has no member keys and is not shared
      ...{ id, name, generation, slots: [slot], items },
    }),
  );
}

/**
 * Revokes the token whose slot has the id `id`. Its slot opens nothing any more, and its items are sealed again under new
 * salts, so that a copy of the token and the slot opens nothing that is written later. The backups lose the slot too.
 *
 * @throws UserError as `changeVault` does.
 */
export async function revokeToken(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  id: string,
): Promise<RevokedToken> {
  let outcome: Omit<RevokedToken, "backups"> = { resealed: [], alsoLost: [] };
  const { backups } = await changeVault(host, paths, name, key, async (draft) => {
    const slot = tokenSlots(draft.file).find((each) => each.id === id);
    if (slot === undefined) return;
    const before = draft.file.items;
    const resealed: string[] = [];
    for (const itemId of Object.keys(slot.items ?? before)) {
      const item = await draft.item(itemId);
      if (item === null) continue;
      await draft.putItem(item);
      resealed.push(itemId);
    }
    const revoked = await revokedSlot(host, draft.file.id, slot);
    const slots = draft.file.slots.map((each): Slot => each.id === id ? revoked : each);
    draft.setSlots(slots);
    const alsoLost = tokenSlots({ slots }).filter((each) =>
      !isRevoked(each) && Date.parse(each.expires) > host.now() &&
      resealed.some((itemId) => each.items?.[itemId] === before[itemId]!.salt)
    );
    outcome = { resealed, alsoLost };
  });
  return { ...outcome, backups };
}

async function grantsOf(
  draft: Draft,
  key: VaultKey,
  ids: readonly string[],
): Promise<Map<string, Grant>> {
  const secret = baseKey(key.bytes);
  const grants = new Map<string, Grant>();
  for (const id of ids) {
    if (await draft.item(id) === null) throw noItem(id);
    const { salt } = draft.file.items[id]!;
    grants.set(id, {
      salt,
      key: await itemKey(secret, draft.file.id, id, fromBase64url(salt)!),
    });
  }
  return grants;
}

function noItem(id: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-item",
    cannot: `create a token for item ${id}`,
    because: "the vault no longer has it",
    try: "opaws item list",
  });
}
