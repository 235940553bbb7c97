import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import type { VaultMember } from "../format/generation_header.ts";
import {
  KEY_BYTES,
  type SealedItem,
  type UnsignedVaultFile,
  type VaultFile,
} from "../format/vault_file.ts";
import { wrapWithMemberKey } from "../slots/member.ts";
import { forgetGeneration } from "./generations.ts";
import { checkHeaderSize } from "./header_size.ts";
import type { VaultPaths } from "./read.ts";
import { changeSharedState, readSharedState, type SharedState } from "./shared_state.ts";
import { removeIndex } from "./write_item_index.ts";
import { writeVaultAndBackups, type Written } from "./write_with_backups.ts";

/** What of a vault is sealed under its key. */
interface Rekeyed extends Pick<VaultFile, "items" | "slots"> {
  /** The new vault key. */
  readonly key: VaultKey;
}

/**
 * Returns the content of the verified `file` under a new vault key: every item sealed again with its time, and a new slot for
 * each of `members`. Other slots cannot be wrapped again without their secrets, so they are not in the result.
 *
 * @throws UserError (65) if an item is damaged, or a member's public key cannot be used.
 */
export async function rekeyed(
  host: Pick<Host, "random" | "now">,
  file: Pick<VaultFile, "id" | "items">,
  oldKey: VaultKey,
  members: Readonly<Record<string, VaultMember>>,
  path: string,
): Promise<Rekeyed> {
  const key = new VaultKey(host.random(KEY_BYTES));
  const [from, to] = [baseKey(oldKey.bytes), baseKey(key.bytes)];
  const items: Record<string, SealedItem> = {};
  for (const [id, entry] of Object.entries(file.items)) {
    const item = await openItem(from, file.id, id, entry, path);
    items[id] = await sealItem(host, to, file.id, item, entry.updated);
  }
  const slots = [];
  for (const [id, member] of Object.entries(members)) {
    const input = { vaultId: file.id, key, id, member, label: member.name };
    slots.push(await wrapWithMemberKey(host, input));
  }
  return { key, items, slots };
}

/**
 * Writes `file`, the first generation under another vault key, and removes what the old key opens on this machine: the
 * backups and the index. `secrets` are the imported old key and the new one. What this machine remembers of the vault is under
 * the old key, so that is removed first, and what it knows about the remote opens with both until the file is written: if the
 * process is killed in between, either file opens. `change` changes that too. The caller holds the vault's lock.
 *
 * @throws UserError as `writeVaultAndBackups` does.
 */
export async function writeRekeyed(
  host: Pick<Host, "random">,
  paths: VaultPaths,
  [oldSecret, secret]: readonly [BaseKey, BaseKey],
  file: UnsignedVaultFile,
  change?: () => SharedState,
): Promise<Written> {
  const { id, name, shared, signature } = file;
  if (shared !== undefined && signature !== undefined) {
    checkHeaderSize(name, { header: shared, signature }); // before anything is forgotten
  }
  const stored = await readSharedState(paths, oldSecret, id);
  const state = change?.() ?? stored;
  if (state !== null) await changeSharedState(host, paths, oldSecret, id, () => state, secret);
  await forgetGeneration(host, paths, id);
  const written = await writeVaultAndBackups(host, paths, secret, file, null, [], true);
  removeIndex(paths, id);
  if (state !== null) await changeSharedState(host, paths, secret, id, () => state);
  return written;
}
