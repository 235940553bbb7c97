import type { CommandContext } from "../../cli/context.ts";
import { keyFromRecoveryCode, silentRecovery } from "../../unlock/key_from_recovery_code.ts";
import { newPassword } from "../../unlock/prompts/new_password.ts";
import { changePassword, type PasswordChange } from "../../vault/store/change_password.ts";
import { openVault } from "../../vault/store/open.ts";
import type { StoredVault } from "../../vault/store/read.ts";

/**
 * Opens `stored` with a recovery code, gives it a new password, and caches its key for this terminal. Both are asked for,
 * or are two lines of standard input. Nothing changes unless both are good. A shared vault has no password: it is only
 * unlocked, and this returns null.
 *
 * @throws UserError 66 if the vault has no recovery code, 77 if the code is wrong or the user cancels, 64 if the password
 * is too short, 79 if there is no way to ask.
 */
export async function recoverVault(
  context: CommandContext,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<PasswordChange | null> {
  const { host, paths } = context;
  const { name } = stored;
  const { key, slot } = await keyFromRecoveryCode(context, stored, fromStdin);
  await openVault(host, paths, stored, key);
  if (stored.file.shared !== undefined) {
    await context.cacheKey(stored.file.id, key, slot.id);
    return null;
  }
  const password = await newPassword(context, name, fromStdin, silentRecovery(name));
  const change = await changePassword(host, paths, name, key, password);
  await context.cacheKey(stored.file.id, key, change.slot.id);
  return change;
}
