import type { Host } from "../../host.ts";
import type { SealedItem, Slot, UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { openAll } from "./open.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";

/** A vault while it is changed: what was verified, with the changes made so far. */
export interface Draft {
  /** The file with the changes so far, without its MAC and still of the old generation. */
  readonly file: UnsignedVaultFile;
  /** All items, sorted by title, then id. */
  items(): Promise<Item[]>;
  /** The item of that id, or null. */
  item(id: string): Promise<Item | null>;
  /** Adds `item`, or replaces the one of its id, under a new salt. Faults (64) on a text that cannot be kept. */
  putItem(item: Item): Promise<void>;
  /** Removes the item of that id; nothing happens when there is none. */
  removeItem(id: string): void;
  /** Replaces all slots. */
  setSlots(slots: readonly Slot[]): void;
}

/** A draft over the verified `file`; `secret` is the imported vault key, `path` for messages. */
export function draftOf(
  host: Pick<Host, "random" | "now">,
  file: VaultFile,
  secret: CryptoKey,
  path: string,
): Draft {
  const { mac: _, ...unsigned } = file;
  let slots = file.slots;
  const items: Record<string, SealedItem> = { ...file.items };
  const current = (): VaultFile => ({ ...file, slots, items });
  return {
    get file(): UnsignedVaultFile {
      return { ...unsigned, slots, items: { ...items } };
    },
    items: () => openAll(current(), secret, path),
    item: async (id) =>
      Object.hasOwn(items, id) ? await openItem(secret, file.id, id, items[id], path) : null,
    async putItem(item) {
      items[item.id] = await sealItem(host, secret, file.id, item);
    },
    removeItem(id) {
      delete items[id];
    },
    setSlots(changed) {
      slots = changed;
    },
  };
}
