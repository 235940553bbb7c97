import type { Host } from "../../host.ts";
import type { SealedItem, Slot, UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import { checkSlotLimit } from "../slots/slot_limit.ts";
import { revokedSlot } from "../slots/token.ts";

/**
 * The older state `source` as it may come back, so that no token opens by it what it does not open now: its token slots
 * are those of `current`, and an item that is sealed otherwise there is sealed anew. Where `current` cannot be read
 * (null), nobody knows what was revoked since: all tokens are. `secret` is the imported vault key; `path` for messages.
 * Faults (65) when an item is damaged, (78) `too-many-slots`.
 */
export async function restoredFile(
  host: Pick<Host, "random" | "now">,
  source: VaultFile,
  current: VaultFile | null,
  secret: CryptoKey,
  path: string,
): Promise<UnsignedVaultFile> {
  const { mac: _, ...unsigned } = source;
  const others = source.slots.filter((slot) => slot.kind !== "token");
  const tokens: Slot[] = current === null
    ? await Promise.all(
      source.slots.filter((slot) => slot.kind === "token")
        .map((slot) => revokedSlot(host, source.id, slot)),
    )
    : current.slots.filter((slot) => slot.kind === "token");
  const items: Record<string, SealedItem> = {};
  for (const [id, entry] of Object.entries(source.items)) {
    const now = current !== null && Object.hasOwn(current.items, id) ? current.items[id] : null;
    items[id] = now?.salt === entry.salt ? entry : {
      ...await sealItem(
        host,
        secret,
        source.id,
        await openItem(secret, source.id, id, entry, path),
      ),
      updated: entry.updated,
    };
  }
  const slots = checkSlotLimit([...others, ...tokens], host.now(), "restore the vault", 0);
  return { ...unsigned, slots, items };
}
