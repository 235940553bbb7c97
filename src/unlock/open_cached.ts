import { UserError } from "../errors.ts";
import { vaultId } from "../vault/store/canonical_file.ts";
import { openUnparsed, type OpenVault, openVault } from "../vault/store/open.ts";
import { parseUnparsed, type StoredVault, type UnparsedVault } from "../vault/store/read.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";

/**
 * Opens `vault` with its cached key. Returns null if no key is cached. Returns null too, and forgets the key, if the vault is
 * shared and has another key now, because somebody has removed a member elsewhere: it is locked then.
 *
 * @throws UserError as `openVault` does.
 */
export async function openCached(
  context: UnlockContext,
  vault: UnparsedVault | StoredVault,
  purpose: UnlockPurpose = {},
): Promise<OpenVault | null> {
  const { host, paths } = context;
  const isParsed = "file" in vault;
  const id = isParsed ? vault.file.id : vaultId(vault);
  const key = await context.cachedKey(id, purpose);
  if (key === null) return null;
  try {
    return isParsed
      ? await openVault(host, paths, vault, key)
      : await openUnparsed(host, paths, vault, key);
  } catch (error) {
    const { shared } = isParsed ? vault.file : parseUnparsed(vault);
    if (!(error instanceof UserError) || error.code !== "tampered" || !shared) throw error;
    await context.forgetKey(id);
    return null;
  }
}
