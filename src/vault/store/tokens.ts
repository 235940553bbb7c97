import type { Paths } from "../../fs/paths.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { fromBase64url } from "../format/base64url.ts";
import { bundleFor } from "./bundle.ts";
import { changeVault } from "./change.ts";
import { importSecret } from "../crypto/derive.ts";
import type { Draft } from "./draft.ts";
import type { Slot, TokenSlot } from "../format/vault_file.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { itemKey } from "../crypto/sealed_item.ts";
import { checkSlotLimit } from "../slots/slot_limit.ts";
import {
  type Grant,
  isRevoked,
  revokedSlot,
  type TokenSlotOptions,
  wrapForToken,
} from "../slots/token.ts";

/** A token slot that was added. */
export interface AddedToken {
  /** The slot. */
  readonly slot: TokenSlot;
  /** A vault file with nothing but that slot and its items. */
  readonly bundle: Uint8Array<ArrayBuffer>;
}

/** What revoking a token did. */
export interface RevokedToken {
  /** The items that were sealed anew. */
  readonly resealed: readonly string[];
  /** Other tokens, neither revoked nor expired, that opened some of those items and no longer do. */
  readonly alsoLost: readonly TokenSlot[];
}

/**
 * Adds a slot for the token of 32 random `bytes`, which opens the items of the ids `items`, to the vault called `name`.
 * Faults (66) when an item is gone, (78) `too-many-slots`, and as `changeVault`.
 */
export async function addToken(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  bytes: Uint8Array<ArrayBuffer>,
  grant: TokenSlotOptions & { readonly items: readonly string[] },
): Promise<AddedToken> {
  const token = await importSecret(bytes);
  let added: TokenSlot | undefined;
  const { file } = await changeVault(host, paths, name, key, async (draft) => {
    const grants = await grantsOf(draft, key, grant.items);
    try {
      added = await wrapForToken(host, draft.file.id, token, grants, grant);
    } finally {
      for (const each of grants.values()) each.key.fill(0);
    }
    draft.setSlots([...checkSlotLimit(draft.file.slots, host.now(), "create a token"), added]);
  });
  return { slot: added!, bundle: await bundleFor(file, added!, token) };
}

/**
 * Revokes the token whose slot has the id `id`: the slot opens nothing any more, and its items are sealed anew under new
 * salts, so that a kept copy of slot and token opens nothing that is written later. Faults as `changeVault`.
 */
export async function revokeToken(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  id: string,
): Promise<RevokedToken> {
  let outcome: RevokedToken = { resealed: [], alsoLost: [] };
  await changeVault(host, paths, name, key, async (draft) => {
    const slot = draft.file.slots.find((each): each is TokenSlot =>
      each.kind === "token" && each.id === id
    );
    if (slot === undefined) return;
    const before = draft.file.items;
    const resealed: string[] = [];
    for (const item of Object.keys(slot.items ?? before)) {
      const open = await draft.item(item);
      if (open === null) continue;
      await draft.putItem(open);
      resealed.push(item);
    }
    const revoked = await revokedSlot(host, draft.file.id, slot);
    const slots = draft.file.slots.map((each): Slot => each.id === id ? revoked : each);
    draft.setSlots(slots);
    const alsoLost = slots.filter((each): each is TokenSlot =>
      each.kind === "token" && !isRevoked(each) && Date.parse(each.expires) > host.now() &&
      resealed.some((item) => each.items?.[item] === before[item]!.salt)
    );
    outcome = { resealed, alsoLost };
  });
  return outcome;
}

async function grantsOf(
  draft: Draft,
  key: VaultKey,
  ids: readonly string[],
): Promise<Map<string, Grant>> {
  const secret = await importSecret(key.bytes);
  const grants = new Map<string, Grant>();
  for (const id of ids) {
    if (await draft.item(id) === null) throw gone(id);
    const { salt } = draft.file.items[id]!;
    grants.set(id, {
      salt,
      key: await itemKey(secret, draft.file.id, id, fromBase64url(salt)!),
    });
  }
  return grants;
}

function gone(id: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-item",
    cannot: `create a token for item ${id}`,
    because: "the vault no longer has it",
    try: "opaws item list",
  });
}
