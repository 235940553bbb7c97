import type { TokenSlot, VaultFile } from "../format/vault_file.ts";
import { formatVault, sign } from "../crypto/mac.ts";

/**
 * A vault file for one token alone: its slot and the items it opens, all else as in `file`. Its MAC is under the token
 * `secret` (imported), not the vault key: so the token's holder can verify the whole of it, and it can never be taken
 * for the vault itself, from which all other slots and items would then be gone.
 */
export async function bundleFor(
  file: VaultFile,
  slot: TokenSlot,
  secret: CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const { mac: _, ...unsigned } = file;
  const items = Object.fromEntries(
    Object.keys(slot.items ?? {}).map((id) => [id, file.items[id]!]),
  );
  return formatVault(await sign(secret, { ...unsigned, slots: [slot], items }));
}
