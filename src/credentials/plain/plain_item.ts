import type { Paths } from "../../fs/paths.ts";
import { plainFileSize, readPlainFile } from "../../fs/plain_file.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import { realHome, takeKernelKey } from "../../unlock/cache/kernel_key.ts";
import { importSecret } from "../../vault/crypto/derive.ts";
import { sealerOf } from "../../vault/crypto/sealer.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { parsePlainItem } from "../../vault/format/plain_item_text.ts";
import { isUuid } from "../../vault/format/uuid.ts";
import type { Layout } from "../../vault/store/layout.ts";
import { openPlainBookmark } from "../../vault/store/plain_bookmark.ts";
import {
  isPlainName,
  openPlainVault,
  plainVault,
  type SeenVault,
} from "../../vault/store/plain_vault.ts";
import { readPlainIndex } from "../../vault/store/plain_index.ts";
import { MAX_PLAIN_VAULT_BYTES, type PlainItem } from "./plain_credentials.ts";
import { readPlainGenerations } from "./plain_config.ts";

/** What is opened, and for whom. */
interface Search {
  readonly host: Pick<Host, "uptime">;
  readonly paths: Paths;
  readonly terminal: string;
  /** The vault; the only one by default. */
  readonly vault: string | undefined;
  /** The id of the item, or its exact title. */
  readonly reference: string;
}

/**
 * Does what `openUnlocked` does in the plain case: opens the item that the reference names. A large vault needs a bookmark
 * for that, and a title in a small one the index. Returns null if there is none, or anything is unusual.
 */
export async function openPlainItem(search: Search): Promise<PlainItem | null> {
  const { paths, reference } = search;
  const name = search.vault ?? onlyVault(paths);
  if (name === null || !isPlainName(name)) return null;
  // Read before the vault, see `readGenerations`.
  const seen = readPlainGenerations(paths);
  const path = `${paths.vaults}/${name}.json`;
  const size = plainFileSize(path);
  if (seen === null || size === null) return null;
  guardMemory();
  const keyOf = keysOf(search);
  const indexes = `${paths.state}/index`;
  const found = size > MAX_PLAIN_VAULT_BYTES
    ? await openPlainBookmark({ path, name, indexes }, seen, reference, keyOf)
    : await fromSmallVault({ path, name, indexes }, seen, reference, keyOf);
  if (found === null) return null;
  const { id, plain } = found;
  const item = parsePlainItem(plain);
  plain.fill(0);
  return item && (id === reference || item.title === reference) ? { ...item, id } : null;
}

async function fromSmallVault(
  { path, name, indexes }: { path: string; name: string; indexes: string },
  seen: Readonly<Record<string, SeenVault>>,
  reference: string,
  keyOf: (id: string) => VaultKey | null,
): ReturnType<typeof openPlainBookmark> {
  const bytes = readPlainFile(path, MAX_PLAIN_VAULT_BYTES);
  const vault = bytes && plainVault(bytes, name);
  if (vault === null || !Object.hasOwn(seen, vault.layout.id)) return null;
  const key = keyOf(vault.layout.id);
  if (key === null) return null;
  try {
    const id = isUuid(reference)
      ? reference
      : await indexedId(indexes, vault.layout, key, reference);
    if (id === null) return null;
    const plain = await openPlainVault(vault, seen[vault.layout.id]!, key, id);
    return plain && { id, plain };
  } finally {
    key.wipe();
  }
}

/** Returns the id of the only item with that title; null if the index has none, or several. */
async function indexedId(
  indexes: string,
  layout: Layout,
  key: VaultKey,
  title: string,
): Promise<string | null> {
  const sealer = sealerOf(await importSecret(key.bytes), layout.id);
  const summaries = await readPlainIndex(indexes, layout, sealer) ?? [];
  const [only, ...others] = summaries.filter((each) => each.title === title);
  return only === undefined || others.length > 0 ? null : only.id;
}

function keysOf({ host, paths, terminal }: Search): (id: string) => VaultKey | null {
  const home = realHome(paths);
  return (vault) => takeKernelKey({ vault, terminal, home }, () => host.uptime(), true);
}

/** Returns the name of the only vault; null if there are several, or none. */
function onlyVault({ vaults }: Pick<Paths, "vaults">): string | null {
  const names = [...Deno.readDirSync(vaults)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json"));
  return names.length === 1 ? names[0]!.slice(0, -".json".length) : null;
}
