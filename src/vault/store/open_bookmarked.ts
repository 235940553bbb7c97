import type { Paths } from "../../fs/paths.ts";
import { joinPath } from "../../fs/path.ts";
import { readReplaceable } from "../../fs/replaceable_file.ts";
import { openPrivate } from "../../fs/trusted_file.ts";
import { baseKey } from "../crypto/base_key.ts";
import { openItem } from "../crypto/sealed_item.ts";
import { type Sealer, sealerOf } from "../crypto/sealer.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { MAX_VAULT_BYTES } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { followBookmark, textAt } from "./bookmark.ts";
import { isGenuine, readGenerations } from "./generations.ts";
import { indexFolder } from "./item_index.ts";
import { HEAD_BYTES, idOf } from "./layout.ts";
import { vaultPath } from "./read.ts";

/** What a bookmark led to. */
interface Bookmarked {
  /** The item; null if the vault has none of that name. */
  readonly item: Item | null;
  readonly sealer: Sealer;
  /** The file that was verified before. */
  readonly file: Pick<VaultFile, "generation" | "mac">;
}

/**
 * Opens the item that a bookmark of the vault called `name` has for `reference`. Returns null as `followBookmark` does, and
 * if the vault is locked.
 *
 * @param keyOf Returns the cached key of the vault with that id, or null. The sealer goes on with the key; wiped if there
 *   is none.
 * @throws UserError as `readPrivate` does, and (65) if the item is damaged.
 */
export async function openBookmarked(
  paths: Pick<Paths, "vaults" | "state">,
  name: string,
  reference: string,
  keyOf: (id: string) => Promise<VaultKey | null>,
): Promise<Bookmarked | null> {
  const path = vaultPath(paths, name);
  const generations = readGenerations(paths);
  const opened = openPrivate(path, MAX_VAULT_BYTES);
  if (opened === null) return null;
  let sealer: Sealer | null = null;
  let result: Bookmarked | null = null;
  try {
    const id = idOf(new TextEncoder().encode(textAt(opened.file, 0, HEAD_BYTES)));
    const seen = id === null ? undefined : generations.get(id);
    if (id === null || seen === undefined || seen.mac === null) return null;
    const key = await keyOf(id);
    if (key === null) return null;
    const secret = baseKey(key.bytes);
    sealer = sealerOf(secret, id);
    const marked = { ...opened, id, name, generation: seen.generation, mac: seen.mac };
    const folder = indexFolder(paths, id);
    const [found, genuine] = await Promise.all([
      followBookmark(marked, sealer, reference, (file) => readReplaceable(joinPath(folder, file))),
      isGenuine(secret, id, seen),
    ]);
    if (found === null || !genuine) return null;
    const file = { generation: seen.generation, mac: seen.mac };
    if (found.item === null) return result = { item: null, sealer, file };
    const entry = JSON.parse(found.item.entry);
    const item = await openItem(secret, id, found.item.id, entry, path);
    return result = { item, sealer, file };
  } finally {
    opened.file.close();
    if (result === null) sealer?.wipe();
  }
}
