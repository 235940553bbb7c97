import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { openVault } from "../vault/store/open.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { keyFromRecoveryCode } from "./key_from_recovery_code.ts";
import { keyFromPassword, type UnlockPurpose } from "./unlock_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * The key of `stored`, verified, from what its owner knows: the password, or a recovery code where there is none. It is
 * asked for even when the vault is unlocked: whoever finds an unlocked terminal must not gain a way in that lasts.
 * Faults as `unlockVault` and `keyFromRecoveryCode`. The caller wipes the key.
 */
export async function reauthenticate(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<VaultKey> {
  const { key } = stored.file.slots.some((slot) => slot.kind === "password")
    ? await keyFromPassword(context, stored, { ...purpose, fresh: true })
    : await keyFromRecoveryCode(context, stored, purpose.passwordStdin ?? false);
  await openVault(context.host, context.paths, stored, key);
  return key;
}
