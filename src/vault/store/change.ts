import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import type { SealedItem, Slot, UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { type ItemSummary, summaryOf, withChanges } from "../item_summary.ts";
import { type BackupChange, finishPendingRewrap } from "./backup_slots.ts";
import { itemSummaries } from "./item_index.ts";
import { openItems, openUnparsed, type OpenVault, openVerified } from "./open.ts";
import { isShared, signerOf } from "./next_generation.ts";
import { readUnparsed, type VaultPaths } from "./read.ts";
import { carryIndex } from "./write_item_index.ts";
import { writeChange } from "./write_change.ts";

/** A vault that was changed, still open. */
interface ChangedVault extends OpenVault {
  /** What became of the backups. */
  readonly backups: BackupChange;
}

/** A verified vault with the changes made to it so far. */
export interface Draft {
  /** The file with the changes so far, without its MAC and still with the old generation. */
  readonly file: UnsignedVaultFile;
  /** Returns all items, sorted by title, then id. */
  items(): Promise<Item[]>;
  /** Returns the summaries of all items, sorted by title, then id, as `itemSummaries` does. */
  summaries(): Promise<readonly ItemSummary[]>;
  /** Returns the item with that id, or null. */
  item(id: string): Promise<Item | null>;
  /** Adds `item`, or replaces the one with its id, under a new salt. Throws UserError (64) as `formatItem` does. */
  putItem(item: Item): Promise<void>;
  /** Removes the item with that id, if there is one. */
  removeItem(id: string): void;
  /** Replaces all slots. */
  setSlots(slots: readonly Slot[]): void;
  /** Replaces the list of members of a shared vault. */
  setMembers(members: GenerationHeader["members"]): void;
}

/**
 * Changes the vault called `name`. Holds its lock while it reads and verifies the vault again, applies `change`, and
 * writes the result as the next generation, so that concurrent writers lose nothing. A slot that `change` removes or
 * replaces is removed from the backups too. If `change` throws, nothing is written.
 *
 * @throws UserError as `openVault` and `writeVaultAndBackups` do, and (75) if the lock is busy.
 */
export async function changeVault(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  change: (draft: Draft) => void | Promise<void>,
): Promise<ChangedVault> {
  const { path } = readUnparsed(paths, name);
  return await key.whileChanging(() =>
    withLock(path, async () => {
      const unparsed = readUnparsed(paths, name);
      const open = await openUnparsed(host, paths, unparsed, key);
      const { file } = open;
      if (isShared(file)) await signerOf(key, file); // before anybody is asked for anything
      const secret = baseKey(key.bytes);
      await finishPendingRewrap(host, paths, file, secret);
      const changed = new Map<string, ItemSummary | null>();
      const summaries = async () => withChanges(await itemSummaries(host, paths, open), changed);
      const draft = draftOf(host, file, secret, path, changed, summaries);
      await change(draft);
      const replaced = { file, bytes: unparsed.bytes, key, secret };
      const { written, backups } = await writeChange(host, paths, replaced, draft.file);
      await carryIndex(host, paths, open, written, changed);
      return { ...openVerified(written, key, secret, path), backups };
    })
  );
}

function draftOf(
  host: Pick<Host, "random" | "now">,
  file: VaultFile,
  secret: BaseKey,
  path: string,
  changed: Map<string, ItemSummary | null>,
  summaries: Draft["summaries"],
): Draft {
  const { mac: _, ...unsigned } = file;
  let replaced: Partial<Pick<VaultFile, "slots" | "shared">> = {};
  const items: Record<string, SealedItem> = { ...file.items };
  return {
    get file(): UnsignedVaultFile {
      return { ...unsigned, ...replaced, items: { ...items } };
    },
    items: () => openItems({ id: file.id, items }, secret, path),
    summaries,
    item: async (id) =>
      Object.hasOwn(items, id) ? await openItem(secret, file.id, id, items[id], path) : null,
    async putItem(item) {
      const sealed = await sealItem(host, secret, file.id, item);
      items[item.id] = sealed;
      changed.set(item.id, summaryOf(item, sealed.updated));
    },
    removeItem(id) {
      delete items[id];
      changed.set(id, null);
    },
    setSlots(slots) {
      replaced = { ...replaced, slots };
    },
    setMembers(members) {
      if (unsigned.shared !== undefined) {
        replaced = { ...replaced, shared: { ...unsigned.shared, members } };
      }
    },
  };
}
