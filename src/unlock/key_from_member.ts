import { shellWord } from "../quote.ts";
import { baseKey } from "../vault/crypto/base_key.ts";
import { type MemberKeys, openPerson } from "../vault/crypto/member_keys.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import type { MemberSlot, VaultFile } from "../vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../vault/slots/member.ts";
import type { Unwrapped } from "../vault/slots/slot.ts";
import { tampered } from "../vault/store/open.ts";
import { type OwnVault, ownVaultOf } from "./own_vault.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";
import { unlockByPassword, unlockVault } from "./unlock_vault.ts";

/** What is known of the file of a shared vault. */
type SharedFile = Pick<VaultFile, "id" | "name" | "slots" | "shared">;

/**
 * Returns the key of the shared vault `file` from the member slot of the person at this machine. Unlocks the person's own
 * vault for that, with the cached key or one question, and opens the member keys that are sealed in it.
 *
 * @throws UserError (77, `not-a-member`) if the vault lists nobody whose keys are here; (65, `tampered`) if the slot does
 *   not open; and as `unlockVault` does for the person's own vault.
 */
export async function keyFromMember(
  context: UnlockContext,
  file: SharedFile,
  purpose: UnlockPurpose,
): Promise<Unwrapped<MemberSlot>> {
  const keys = await memberKeys(context, file, purpose);
  try {
    const slot = file.slots.find((each): each is MemberSlot =>
      each.kind === "member" && each.id === keys.id
    );
    const key = slot === undefined ? null : await unwrapWithMemberKey(slot, file.id, keys);
    if (slot === undefined || key === null) throw tampered(file.name);
    return { key, slot };
  } finally {
    keys.wipe();
  }
}

/**
 * Returns the member keys with which the person at this machine opens and signs `file`. The caller wipes them. With
 * `purpose.fresh` the password of the person's own vault is needed even if that is unlocked.
 *
 * @throws UserError (77, `not-a-member`), and as `unlockVault` does for the person's own vault.
 */
export async function memberKeys(
  context: UnlockContext,
  file: SharedFile,
  purpose: UnlockPurpose,
): Promise<MemberKeys> {
  const own = ownVaultOf(context, file);
  const opened = `shared vault ${JSON.stringify(file.name)} opens with vault ${
    JSON.stringify(own.name)
  }`;
  const {
    reason,
    try: command = `opaws unlock --vault ${shellWord(file.name)} --password-stdin`,
  } = purpose;
  const ownPurpose: UnlockPurpose = {
    ...purpose,
    reason: reason === undefined ? opened : `${reason}; ${opened}`,
    try: command,
  };
  const { key } = purpose.fresh
    ? await unlockByPassword(context, own, ownPurpose)
    : await unlockVault(context, own.name, ownPurpose);
  return await personKeys(own, key);
}

/** Opens the member keys in `own` with its key. The caller wipes them. Throws UserError (65) if they do not open. */
export async function personKeys(own: OwnVault, key: VaultKey): Promise<MemberKeys> {
  const secret = baseKey(key.bytes);
  return await openPerson(secret, own.file.id, own.file.person, own.path);
}
