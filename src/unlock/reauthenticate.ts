import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { openVault } from "../vault/store/open.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { keyFromPassword } from "./key_from_password.ts";
import { keyFromRecoveryCode } from "./key_from_recovery_code.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";
import { addSigner } from "./unlock_vault.ts";

/**
 * Asks for the password of `stored`, or for a recovery code if it has no password, even if the vault is unlocked, and
 * returns the verified key, which the caller wipes. What unlocks a vault for good is added only after this: somebody who
 * finds an unlocked terminal must not gain lasting access. For a shared vault the password is that of the member's own vault.
 * Throws UserError as `unlockVault` and `keyFromRecoveryCode` do.
 */
export async function reauthenticate(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<VaultKey> {
  if (stored.file.shared !== undefined) {
    if (purpose.write) (await import("./check_writer.ts")).checkNoReader(context, stored.file);
    const { keyFromMember } = await import("./key_from_member.ts");
    const { key } = await keyFromMember(context, stored.file, { ...purpose, fresh: true });
    addSigner(context, key, stored.file);
    await openVault(context.host, context.paths, stored, key);
    return key;
  }
  const { key } = stored.file.slots.some((slot) => slot.kind === "password")
    ? await keyFromPassword(context, stored, { ...purpose, fresh: true })
    : await keyFromRecoveryCode(context, stored, purpose.passwordStdin ?? false);
  await openVault(context.host, context.paths, stored, key);
  return key;
}
