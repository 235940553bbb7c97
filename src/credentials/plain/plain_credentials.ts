import type { Paths } from "../../fs/paths.ts";
import { readPlainFile } from "../../fs/plain_file.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import { Secret } from "../../secret.ts";
import { realHome, takeKernelKey } from "../../unlock/cache/kernel_key.ts";
import { parsePlainItem, type PlainItemText } from "../../vault/format/plain_item_text.ts";
import { isPlainName, openPlainVault, plainVault } from "../../vault/store/plain_vault.ts";
import type { Credentials } from "../../aws/credentials.ts";
import { completeRegion, type Region } from "../choose_region.ts";
import { recordUse } from "../record_use.ts";
import { readPlainGenerations } from "./plain_config.ts";
import type { PlainPlan } from "./plain_plan.ts";

/** What a tool gets in the plain case. */
interface PlainCredentials {
  /** The item's title. */
  readonly title: string;
  /** The item's access key. */
  readonly credentials: Credentials;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
}

/** Fields that an item of the plain case may have. */
// deno-fmt-ignore
const FIELDS = [
  "access key id", "secret access key", "default region", "mfa serial", "console url", "account",
];
/** A larger vault opens faster by its bookmark; bytes. */
export const MAX_PLAIN_VAULT_BYTES = 128 * 1024;

/**
 * Carries out `plan` if its vault is unlocked in `terminal`, and its item has an access key and nothing that makes a
 * session necessary. Returns null if anything else is there or wrong. Then `getCredentials` takes every step again and
 * says what is wrong. Linux only.
 *
 * @throws Error of any kind if something is wrong.
 */
export async function plainCredentials(
  host: Host,
  paths: Paths,
  plan: PlainPlan,
  terminal: string,
): Promise<PlainCredentials | null> {
  const { source } = plan;
  const item = source.by === "option"
    ? await openNamedItem(host, paths, terminal, source)
    : await openBoundItem(host, paths, terminal, source.binding);
  if (item === null || (source.by === "scope" && item.title !== source.binding.title)) return null;
  const values = new Map(item.fields.map(({ name, value }) => [name.toLowerCase(), value]));
  if (values.size < item.fields.length) return null; // two fields have the same name
  const [id, secret] = [values.get("access key id"), values.get("secret access key")];
  if (!id || !secret || [...values.keys()].some((name) => !FIELDS.includes(name))) return null;
  recordUse(paths.state, item.id);
  return {
    title: item.title,
    credentials: { accessKeyId: id, secretAccessKey: new Secret(secret) },
    region: completeRegion(plan.region, values.get("default region")),
  };
}

/** The plaintext of an item, and its id. */
export interface PlainItem extends PlainItemText {
  readonly id: string;
}

async function openBoundItem(
  host: Host,
  paths: Paths,
  terminal: string,
  binding: { readonly vault: string; readonly item: string },
): Promise<PlainItem | null> {
  if (!isPlainName(binding.vault)) return null;
  // Read before the vault, see `readGenerations`.
  const seen = readPlainGenerations(paths);
  const bytes = readPlainFile(`${paths.vaults}/${binding.vault}.json`, MAX_PLAIN_VAULT_BYTES);
  if (bytes === null) {
    const { item: reference, vault } = binding;
    return await openNamedItem(host, paths, terminal, { reference, vault });
  }
  const vault = plainVault(bytes, binding.vault);
  if (vault === null || seen === null || !Object.hasOwn(seen, vault.layout.id)) return null;
  guardMemory();
  const name = { vault: vault.layout.id, terminal, home: realHome(paths) };
  const key = takeKernelKey(name, () => host.uptime(), true);
  if (key === null) return null;
  try {
    const plain = await openPlainVault(vault, seen[vault.layout.id]!, key, binding.item);
    const item = plain && parsePlainItem(plain);
    plain?.fill(0);
    return item && { ...item, id: binding.item };
  } finally {
    key.wipe();
  }
}

/** Opens the item that an option names, or that is in a large vault. */
async function openNamedItem(
  host: Host,
  paths: Paths,
  terminal: string,
  { reference, vault }: { readonly reference: string; readonly vault: string | undefined },
): Promise<PlainItem | null> {
  const { openPlainItem } = await import("./plain_item.ts");
  return await openPlainItem({ host, paths, terminal, vault, reference });
}
