import type { Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { DEFAULT_COST, type KdfCost } from "../format/kdf_cost.ts";
import type { PasswordSlot } from "../format/vault_file.ts";
import { checkPassword } from "../slots/check_password.ts";
import { wrapWithPassword } from "../slots/password.ts";
import type { BackupChange } from "./backup_slots.ts";
import { changeSlots } from "./change_slots.ts";
import type { VaultPaths } from "./read.ts";

/** The result of changing a password. */
export interface PasswordChange extends BackupChange {
  /** The new slot. */
  readonly slot: PasswordSlot;
}

/**
 * Replaces all password slots of the vault called `name` with one for `newPassword` (one Argon2id of `cost`). The vault
 * key and the other slots stay. The backups get the new slots too, so that the old password opens nothing on this machine
 * any more.
 *
 * @throws UserError as `checkPassword` and `changeSlots` do.
 */
export async function changePassword(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  newPassword: Secret,
  cost?: KdfCost,
): Promise<PasswordChange> {
  checkPassword(newPassword);
  let slot: PasswordSlot | undefined;
  const backups = await changeSlots(host, paths, name, key, async (file) => {
    slot = await wrapWithPassword(host, { vaultId: file.id, key, password: newPassword, cost });
    return [slot, ...file.slots.filter((old) => old.kind !== "password")];
  });
  return { ...backups, slot: slot! };
}

/**
 * Returns the cost to which a password slot has to be raised, never lower than it is. Null if it already costs as much as
 * `wanted` in memory and passes.
 */
export function raisedCost(slot: PasswordSlot, wanted: KdfCost = DEFAULT_COST): KdfCost | null {
  const { memoryKiB, passes, lanes } = slot.kdf;
  if (memoryKiB >= wanted.memoryKiB && passes >= wanted.passes) return null;
  return {
    memoryKiB: Math.max(memoryKiB, wanted.memoryKiB),
    passes: Math.max(passes, wanted.passes),
    lanes,
  };
}

/**
 * Replaces the password slot `old` with one for the same password at `cost`, in the backups too. Returns the new slot, or
 * null if another process has replaced `old` in the meantime.
 *
 * @throws UserError as `changeSlots` does.
 */
export async function raiseCost(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  old: PasswordSlot,
  password: Secret,
  cost: KdfCost,
): Promise<PasswordSlot | null> {
  const replaced = new Error("the slot was replaced");
  let raised: PasswordSlot | undefined;
  try {
    await changeSlots(host, paths, name, key, async (file) => {
      if (!file.slots.some((slot) => slot.id === old.id)) throw replaced;
      const slot = await wrapWithPassword(host, { vaultId: file.id, key, password, cost });
      raised = slot;
      return file.slots.map((each) => each.id === old.id ? slot : each);
    });
  } catch (error) {
    if (error === replaced) return null;
    throw error;
  }
  return raised ?? null;
}
