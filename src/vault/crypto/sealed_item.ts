import type { Host } from "../../host.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { damaged } from "../format/damaged.ts";
import { deriveKey } from "./derive.ts";
import type { SealedItem } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { formatItem, parseItem } from "../format/item_text.ts";
import { parseSealedItem } from "../format/parse.ts";
import { open, seal } from "./seal.ts";
import { SALT_BYTES } from "../format/check_slots.ts";

/**
 * The key of one item: HKDF of the vault key with the item's salt, bound to vault and item. A new salt at every change
 * makes a new key, so what an old key opened stays its only reach. 32 bytes, to be wiped by the caller.
 */
export function itemKey(
  secret: CryptoKey,
  vaultId: string,
  id: string,
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return deriveKey(secret, salt, "item", vaultId, id);
}

/** Seals `item` under a new salt. `secret` is the imported vault key. Faults (64) as {@linkcode formatItem}. */
export async function sealItem(
  host: Pick<Host, "random" | "now">,
  secret: CryptoKey,
  vaultId: string,
  item: Item,
): Promise<SealedItem> {
  const plain = formatItem(item);
  const salt = host.random(SALT_BYTES);
  const key = await itemKey(secret, vaultId, item.id, salt);
  try {
    const sealed = await seal(host, key, plain, associatedData("item", vaultId, item.id));
    return {
      salt: toBase64url(salt),
      sealed: toBase64url(sealed),
      updated: new Date(host.now()).toISOString(),
    };
  } finally {
    key.fill(0);
    plain.fill(0);
  }
}

/** Opens one entry of `items`, checking its shape first. `path` is for the message. Faults (65). */
export async function openItem(
  secret: CryptoKey,
  vaultId: string,
  id: string,
  entry: unknown,
  path: string,
): Promise<Item> {
  try {
    const { salt, sealed } = parseSealedItem(entry, id);
    const key = await itemKey(secret, vaultId, id, fromBase64url(salt)!);
    try {
      return await unseal(key, vaultId, id, sealed);
    } finally {
      key.fill(0);
    }
  } catch (error) {
    throw asDamaged(error, id, path);
  }
}

/** As {@linkcode openItem}, with the item's own key, which is not wiped. Faults (65). */
export async function openItemWithKey(
  key: Uint8Array<ArrayBuffer>,
  vaultId: string,
  id: string,
  entry: SealedItem,
  path: string,
): Promise<Item> {
  try {
    return await unseal(key, vaultId, id, entry.sealed);
  } catch (error) {
    throw asDamaged(error, id, path);
  }
}

async function unseal(
  key: Uint8Array<ArrayBuffer>,
  vaultId: string,
  id: string,
  sealed: string,
): Promise<Item> {
  const plain = await open(key, fromBase64url(sealed)!, associatedData("item", vaultId, id));
  if (plain === null) throw new SyntaxError("it does not open with the key of its vault");
  try {
    return parseItem(id, plain);
  } finally {
    plain.fill(0);
  }
}

function asDamaged(error: unknown, id: string, path: string): unknown {
  if (!(error instanceof SyntaxError)) return error;
  return damaged(`open item ${id} in ${path}`, error.message, { cause: error });
}
