import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import type { BackupChange } from "./backup_slots.ts";
import { changeSlots } from "./change_slots.ts";
import { DEFAULT_COST, type KdfCost } from "../crypto/derive.ts";
import type { PasswordSlot } from "../format/vault_file.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { checkPassword, wrapWithPassword } from "../slots/password.ts";

/** What changing a password did. */
export interface PasswordChange extends BackupChange {
  /** The new slot. */
  readonly slot: PasswordSlot;
}

/**
 * Gives the vault called `name` a new password slot for `newPassword` (one Argon2id of `cost`) in place of the old;
 * the vault key and the other slots stay. The backups are given the new slots, so that the old password opens nothing
 * here any more. Faults (64) as `checkPassword`, and as `changeVault`.
 */
export async function changePassword(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  newPassword: Secret,
  cost?: KdfCost,
): Promise<PasswordChange> {
  checkPassword(newPassword);
  let slot: PasswordSlot | undefined;
  const backups = await changeSlots(host, paths, name, key, async (file) => {
    slot = await wrapWithPassword(host, file.id, key, newPassword, cost);
    return [slot, ...file.slots.filter((old) => old.kind !== "password")];
  });
  return { ...backups, slot: slot! };
}

/** The cost to which a password slot is to be raised; null when it is as dear as `wanted` in memory and passes. Never lower in either. */
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
 * Wraps the key anew under the same password at `cost`, in place of the password slot `old`, in the backups too.
 * Answers the new slot; null when another process has replaced `old` meanwhile. Faults as `changeVault`.
 */
export async function raiseCost(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  old: PasswordSlot,
  password: Secret,
  cost: KdfCost,
): Promise<PasswordSlot | null> {
  const gone = new Error("the slot was replaced");
  let raised: PasswordSlot | undefined;
  try {
    await changeSlots(host, paths, name, key, async (file) => {
      if (!file.slots.some((slot) => slot.id === old.id)) throw gone;
      const slot = { ...await wrapWithPassword(host, file.id, key, password, cost) };
      raised = slot;
      return file.slots.map((each) => each.id === old.id ? slot : each);
    });
  } catch (error) {
    if (error === gone) return null;
    throw error;
  }
  return raised ?? null;
}
