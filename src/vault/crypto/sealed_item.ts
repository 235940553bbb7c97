import type { Host } from "../../host.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { formatItem, parseItem } from "../format/item_text.ts";
import { damaged, parseSealedItem } from "../format/parse.ts";
import { SALT_BYTES, type SealedItem } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { type BaseKey, deriveKey } from "./derive.ts";
import { open, seal } from "./seal.ts";

/**
 * Derives the key of one item: HKDF of the vault key with the item's salt, bound to the vault and the item. Every change
 * draws a new salt and so makes a new key: an old key opens only the old content. Returns 32 bytes for the caller to
 * wipe.
 */
export function itemKey(
  secret: BaseKey,
  vaultId: string,
  id: string,
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return deriveKey(secret, salt, "item", vaultId, id);
}

/**
 * Seals `item` under a new salt. `secret` is the imported vault key. `updated` is the time of the change, RFC 3339 in UTC;
 * it is bound to the item, so that the holder of a token, who cannot verify the MAC, can rely on it.
 *
 * @throws UserError as {@linkcode formatItem} does.
 */
export async function sealItem(
  host: Pick<Host, "random" | "now">,
  secret: BaseKey,
  vaultId: string,
  item: Item,
  updated = new Date(host.now()).toISOString(),
): Promise<SealedItem> {
  const plain = formatItem(item);
  const salt = host.random(SALT_BYTES);
  const key = await itemKey(secret, vaultId, item.id, salt);
  try {
    const associated = associatedData("item", vaultId, item.id, updated);
    const sealed = await seal(host, key, plain, associated);
    return { salt: toBase64url(salt), sealed: toBase64url(sealed), updated };
  } finally {
    key.fill(0);
    plain.fill(0);
  }
}

/**
 * Opens one entry of `items` after checking its shape. `path` is for messages.
 *
 * @throws UserError (65, `damaged`).
 */
export async function openItem(
  secret: BaseKey,
  vaultId: string,
  id: string,
  entry: unknown,
  path: string,
): Promise<Item> {
  try {
    const item = parseSealedItem(entry, id);
    const key = await itemKey(secret, vaultId, id, fromBase64url(item.salt)!);
    try {
      return await openSealed(key, vaultId, id, item);
    } finally {
      key.fill(0);
    }
  } catch (error) {
    throw asDamaged(error, id, path);
  }
}

/** Opens one entry of `items` with the item's own key. The caller wipes the key. Throws as {@linkcode openItem} does. */
export async function openItemWithKey(
  key: Uint8Array<ArrayBuffer>,
  vaultId: string,
  id: string,
  entry: SealedItem,
  path: string,
): Promise<Item> {
  try {
    return await openSealed(key, vaultId, id, entry);
  } catch (error) {
    throw asDamaged(error, id, path);
  }
}

async function openSealed(
  key: Uint8Array<ArrayBuffer>,
  vaultId: string,
  id: string,
  { sealed, updated }: SealedItem,
): Promise<Item> {
  const bytes = fromBase64url(sealed)!;
  const plain = await open(key, bytes, associatedData("item", vaultId, id, updated)) ??
    // The first build did not bind the time.
    await open(key, bytes, associatedData("item", vaultId, id));
  if (plain === null) throw new SyntaxError("the vault's key does not open it");
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
