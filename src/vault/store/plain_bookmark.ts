import { readPlainFile } from "../../fs/plain_file.ts";
import { type BaseKey, importSecret } from "../crypto/derive.ts";
import { verifySeen } from "../crypto/mac.ts";
import { sealerOf } from "../crypto/sealer.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { followBookmark, textAt } from "./bookmark.ts";
import { HEAD_BYTES, idOf, type Layout } from "./layout.ts";
import { ascii } from "./search_bytes.ts";
import { openPlainEntry, type SeenVault } from "./plain_vault.ts";

const MAX_BOOKMARK_BYTES = 65_536;

/** Where the files of a vault are. */
interface PlainPlaces {
  /** The vault's file. */
  readonly path: string;
  /** The vault's name. */
  readonly name: string;
  /** The folder of all indexes. */
  readonly indexes: string;
}

/** An opened item. */
interface PlainEntry {
  /** Its id. */
  readonly id: string;
  /** Its plaintext. The caller wipes it. */
  readonly plain: Uint8Array<ArrayBuffer>;
}

/** What a bookmark led to, in a file that was verified before. */
interface Followed extends Pick<Layout, "id" | "generation" | "mac"> {
  /** The imported vault key. */
  readonly secret: BaseKey;
  /** The item's id and its entry as text; null if there is no such item. */
  readonly item: { readonly id: string; readonly entry: string } | null;
}

/**
 * Does what `openBookmarked` does in the plain case: returns the plaintext of the item, as bytes for the caller to wipe, or
 * null if there is none or anything is unusual. The caller has checked that the file is this user's own.
 *
 * @param seen What this machine has seen of each vault.
 * @param keyOf Returns the cached key of the vault with that id, or null.
 */
export async function openPlainBookmark(
  places: PlainPlaces,
  seen: Readonly<Record<string, SeenVault>>,
  reference: string,
  keyOf: (id: string) => VaultKey | null,
): Promise<PlainEntry | null> {
  const found = await followPlainBookmark(places, seen, reference, keyOf);
  if (!found?.item) return null;
  const { id, entry } = found.item;
  const plain = await openPlainEntry(found.secret, found.id, id, entry);
  return plain && { id, plain };
}

/** Returns what the bookmark for `reference` leads to, as {@linkcode openPlainBookmark} does, without opening the item. */
export async function followPlainBookmark(
  { path, name, indexes }: PlainPlaces,
  seen: Readonly<Record<string, SeenVault>>,
  reference: string,
  keyOf: (id: string) => VaultKey | null,
  importKey: (bytes: Uint8Array<ArrayBuffer>) => BaseKey | Promise<BaseKey> = importSecret,
): Promise<Followed | null> {
  const file = Deno.openSync(path, { read: true });
  try {
    const id = idOf(ascii(textAt(file, 0, HEAD_BYTES)));
    if (id === null || !Object.hasOwn(seen, id)) return null;
    const { generation, mac, proof } = seen[id]!;
    if (typeof generation !== "number" || typeof mac !== "string" || typeof proof !== "string") {
      return null;
    }
    const key = keyOf(id);
    if (key === null) return null;
    const secret = await importKey(key.bytes);
    if (importKey === importSecret) key.wipe(); // WebCrypto has copied it
    const marked = { file, info: file.statSync(), id, name, generation, mac };
    const read = (each: string) => readPlainFile(`${indexes}/${id}/${each}`, MAX_BOOKMARK_BYTES);
    const [found, isSeen] = await Promise.all([
      followBookmark(marked, sealerOf(secret, id), reference, read),
      verifySeen(secret, { id, generation, mac }, proof),
    ]);
    return isSeen && found !== null ? { id, generation, mac, secret, item: found.item } : null;
  } finally {
    file.close();
  }
}
