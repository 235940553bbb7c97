import type { VaultKey } from "../../vault/key.ts";
import { openVault } from "../../vault/open.ts";
import type { StoredVault } from "../../vault/store.ts";
import { keyByRecovery } from "./unlock_by_recovery.ts";
import { keyByPassword, type UnlockPurpose } from "./unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

/**
 * The key of `stored`, verified, from what its owner knows: the password, or a recovery code where there is none. It is
 * asked for even when the vault is unlocked: whoever finds an unlocked terminal must not gain a way in that lasts.
 * Faults as `unlockVault` and `keyByRecovery`. The caller wipes the key.
 */
export async function keyAnew(
  work: Workplace,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<VaultKey> {
  const { key } = stored.file.slots.some((slot) => slot.kind === "password")
    ? await keyByPassword(work, stored, { ...purpose, anew: true })
    : await keyByRecovery(work, stored, purpose.passwordStdin ?? false);
  await openVault(work.host, work.places, stored, key);
  return key;
}
