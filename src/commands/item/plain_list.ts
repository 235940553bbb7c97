import { readPlainConfig, readPlainGenerations } from "../../credentials/plain/plain_config.ts";
import { MAX_PLAIN_VAULT_BYTES } from "../../credentials/plain/plain_credentials.ts";
import { findPaths, type Paths } from "../../fs/paths.ts";
import { plainFileSize, readPlainFile } from "../../fs/plain_file.ts";
import type { Host } from "../../host.ts";
import { leavePlainCase, mustDropCopies } from "../../key_copies.ts";
import { guardMemory } from "../../memory_guard.ts";
import { type KernelKeyName, realHome, takeKernelKey } from "../../unlock/cache/kernel_key.ts";
import { linuxSession } from "../../unlock/linux_session.ts";
import { importSecret } from "../../vault/crypto/derive.ts";
import { sealerOf } from "../../vault/crypto/sealer.ts";
import type { ItemSummary } from "../../vault/item_summary.ts";
import { followPlainBookmark } from "../../vault/store/plain_bookmark.ts";
import { readPlainIndex } from "../../vault/store/plain_index.ts";
import {
  isGenuineVault,
  isPlainName,
  plainVault,
  type SeenVault,
} from "../../vault/store/plain_vault.ts";
import { type ListedSummary, printItemList } from "./item_list.ts";

const MAX_VAULT_BYTES = 64 * 1024 * 1024;
/** The reference of the bookmark that only shows that the file was verified as it is. No item has an empty title. */
const WHOLE_FILE = "";
type Seen = Readonly<Record<string, SeenVault>>;

/** The forms of the command that may be plain, with whether they print JSON. */
const FORMS: ReadonlyMap<string, boolean> = new Map([["list", false], ["list --json", true]]);

/**
 * Runs `opaws item list`, with or without `--json`, in the plain case: Linux, vaults as opaws writes them, all unlocked in
 * this terminal, with an index. Returns the exit status. Returns null in any other case, and if anything is wrong: the full
 * command then starts over.
 */
export async function plainList(host: Host, args: readonly string[]): Promise<number | null> {
  const json = FORMS.get(args.join(" "));
  if (json === undefined || host.platform !== "linux") return null;
  const items = await plainItems(host).catch(() => null);
  if (items === null) {
    leavePlainCase();
    if (mustDropCopies()) {
      await (await import("../../exec/clean_restart.ts")).restartWithoutCopies(host);
    }
    return null;
  }
  await printItemList(json, items, { json: {}, lines: [] }, host.now());
  return 0;
}

async function plainItems(host: Host): Promise<ListedSummary[] | null> {
  const isUnusual = ["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_START_FULL"].some((name) =>
    host.env(name) !== undefined
  );
  host.env("OPAWS_SESSION"); // throws if it is not UTF-8, as `terminalSession` does
  const paths = findPaths(host);
  const config = readPlainConfig(paths);
  const terminal = linuxSession();
  const names = plainNames(paths);
  if (isUnusual || config === null || terminal === null || names === null) return null;
  if (names.length > 1 && config.settings.defaultVault !== undefined) return null; // another order
  // Read before the vaults, see `readGenerations`.
  const seen = readPlainGenerations(paths);
  if (seen === null) return null;
  guardMemory();
  const keyName = { terminal: terminal.id, home: realHome(paths) };
  const items: ListedSummary[] = [];
  for (const vault of names) {
    const found = await itemsOf(host, paths, vault, seen, keyName);
    if (found === null) return null;
    for (const summary of found) items.push({ ...summary, vault });
  }
  return items;
}

async function itemsOf(
  host: Host,
  paths: Paths,
  name: string,
  seen: Seen,
  keyName: Omit<KernelKeyName, "vault">,
): Promise<readonly ItemSummary[] | null> {
  const path = `${paths.vaults}/${name}.json`;
  const indexes = `${paths.state}/index`;
  const keyOf = (vault: string) => takeKernelKey({ ...keyName, vault }, () => host.uptime(), false);
  const size = plainFileSize(path);
  if (size === null) return null;
  if (size > MAX_PLAIN_VAULT_BYTES) {
    const verified = await followPlainBookmark({ path, name, indexes }, seen, WHOLE_FILE, keyOf);
    const sealer = verified && sealerOf(verified.secret, verified.id);
    if (sealer !== null) return await readPlainIndex(indexes, verified!, sealer);
  }
  const began = host.now();
  const bytes = readPlainFile(path, MAX_VAULT_BYTES);
  const vault = bytes && plainVault(bytes, name);
  if (vault === null || !Object.hasOwn(seen, vault.layout.id)) return null;
  const { layout } = vault;
  const key = keyOf(layout.id);
  if (key === null) return null;
  const secret = await importSecret(key.bytes);
  key.wipe();
  const sealer = sealerOf(secret, layout.id);
  const [isGenuine, summaries] = await Promise.all([
    isGenuineVault(vault, seen[layout.id]!, secret),
    readPlainIndex(indexes, layout, sealer),
  ]);
  if (!isGenuine || summaries === null) return null;
  if (size > MAX_PLAIN_VAULT_BYTES) {
    const { writeBookmark } = await import("../../vault/store/write_bookmark.ts");
    const file = { name, generation: layout.generation, mac: layout.mac };
    await writeBookmark(
      host,
      paths,
      { path, bytes: vault.bytes },
      { file, sealer },
      WHOLE_FILE,
      null,
      began,
    );
  }
  return summaries;
}

/** Returns the names of all vaults in the order of the full command; null if one of them is unusual, or there is none. */
function plainNames({ vaults }: Pick<Paths, "vaults">): string[] | null {
  const names = [...Deno.readDirSync(vaults)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  return names.length > 0 && names.every(isPlainName) ? names : null;
}
