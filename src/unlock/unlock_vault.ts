import { UserError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import type { MemberKeys } from "../vault/crypto/member_keys.ts";
import type { PasswordSlot, VaultFile } from "../vault/format/vault_file.ts";
import { raiseCost, raisedCost } from "../vault/store/change_password.ts";
import { type OpenVault, openVault } from "../vault/store/open.ts";
import { parseUnparsed, readUnparsed, readVault, type StoredVault } from "../vault/store/read.ts";
import { keyFromPassword } from "./key_from_password.ts";
import { openCached } from "./open_cached.ts";
import { keyFromSystem } from "./key_from_system.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";

/**
 * Opens the vault `name` with the cached key, or else with the key from the system if it is enrolled, or else with the
 * password, and caches the key for this terminal. A shared vault opens with the member's own vault instead.
 *
 * @throws UserError 66 if there is no such vault, 65 if it is damaged, 77 if the password is wrong three times or the user
 * cancels, or this person is not a member or, with `purpose.write`, only a reader, 79 if the vault is locked and there is no way to ask.
 */
export async function unlockVault(
  context: UnlockContext,
  name: string,
  purpose: UnlockPurpose = {},
): Promise<OpenVault> {
  const open = await unlock(context, name, purpose);
  if (purpose.write) (await import("./check_writer.ts")).checkWriter(context, open.file);
  return open;
}

async function unlock(
  context: UnlockContext,
  name: string,
  purpose: UnlockPurpose,
): Promise<OpenVault> {
  const vault = readUnparsed(context.paths, name);
  const opened = await openCached(context, vault, purpose);
  if (opened !== null) return withSigner(context, opened);
  const stored = { ...vault, file: parseUnparsed(vault) };
  if (stored.file.shared !== undefined) return await unlockShared(context, stored, purpose);
  const fromSystem = await keyFromSystem(context, stored, purpose.reason);
  if (fromSystem === null) return await unlockByPassword(context, stored, purpose);
  const open = await openVault(context.host, context.paths, stored, fromSystem.key);
  await context.cacheKey(stored.file.id, fromSystem.key, fromSystem.slot.id);
  return open;
}

/** Opens the shared vault `stored` with the member's own vault, and caches its key. Throws UserError as {@linkcode unlockVault} does. */
async function unlockShared(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<OpenVault> {
  if (purpose.write) (await import("./check_writer.ts")).checkNoReader(context, stored.file);
  const { keyFromMember } = await import("./key_from_member.ts");
  const { key, slot } = await keyFromMember(context, stored.file, purpose);
  const opened = await openVault(context.host, context.paths, stored, key);
  await context.cacheKey(stored.file.id, key, slot.id);
  return withSigner(context, opened);
}

/** Lets a writer sign what they change in a shared vault. The member keys are opened only then. Returns `open`. */
function withSigner(context: UnlockContext, open: OpenVault): OpenVault {
  const { file, key } = open;
  if (file.shared !== undefined) addSigner(context, key, file);
  return open;
}

/**
 * Gives the key of the shared vault `file` its signer, which opens the member keys when they are first needed, and what happens
 * around each change.
 */
export function addSigner(
  context: UnlockContext,
  key: VaultKey,
  file: Pick<VaultFile, "id" | "name" | "slots" | "shared">,
): void {
  let keys: Promise<MemberKeys> | undefined;
  const open = async (): Promise<MemberKeys> => {
    const { memberKeys } = await import("./key_from_member.ts");
    return context.own(await memberKeys(context, file, { reason: "to sign the change" }));
  };
  key.signer ??= () => keys ??= open();
  key.hooks ??= {
    before: async () => await context.sharing?.beforeChange(file.name),
    after: () => context.sharing?.afterChange(file.name),
  };
}

/**
 * Opens `stored` with its password, even if the key is cached, and caches the key. If guessing the password is cheaper
 * than for a new vault, raises the cost once and reports that. For a shared vault the password is that of the member's own
 * vault. Throws UserError as {@linkcode unlockVault} does.
 */
export async function unlockByPassword(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<OpenVault> {
  if (stored.file.shared !== undefined) {
    return await unlockShared(context, stored, { ...purpose, fresh: true });
  }
  const { key, slot, password } = await keyFromPassword(context, stored, purpose);
  const opened = await openVault(context.host, context.paths, stored, key);
  const raised = await raise(context, stored.name, key, slot, password);
  await context.cacheKey(stored.file.id, key, (raised ?? slot).id);
  if (raised === null) return opened;
  const changed = readVault(context.paths, stored.name);
  return await openVault(context.host, context.paths, changed, key);
}

/** Raises the cost of guessing `password` to that of a new vault. Returns the new slot; null if nothing changed. */
async function raise(
  context: UnlockContext,
  name: string,
  key: VaultKey,
  slot: PasswordSlot,
  password: Secret,
): Promise<PasswordSlot | null> {
  const cost = raisedCost(slot);
  if (cost === null) return null;
  try {
    const raised = await raiseCost(context.host, context.paths, name, key, slot, password, cost);
    if (raised === null) return null;
    context.report(
      `opaws: raised the cost of guessing the password of vault "${name}" from ${
        costText(slot.kdf)
      } to ${costText(cost)}`,
    );
    return raised;
  } catch (error) {
    // The password is right: a vault that cannot be written can still be read.
    if (!(error instanceof UserError)) throw error;
    context.report(`opaws: could not raise the cost of guessing the password: ${error.message}`);
    return null;
  }
}

function costText(cost: { readonly memoryKiB: number; readonly passes: number }): string {
  return `${Math.round(cost.memoryKiB / 1024)} MiB and ${cost.passes} passes`;
}
