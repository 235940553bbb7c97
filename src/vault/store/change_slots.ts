import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type BackupChange, beginBackups, restoreBackups } from "./backup_slots.ts";
import { importSecret } from "../crypto/derive.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import { writeVault } from "./write.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { openVault } from "./open.ts";
import { readSealed, readVault } from "./read.ts";

/**
 * Gives the vault called `name` the slots that `change` answers; the vault key stays. The backups are given them too,
 * so that what is taken away opens nothing here any more, and what is added opens whatever is restored.
 * When `change` throws, nothing is written. Faults as `changeVault`; (74) when the vault is changed and a backup is not,
 * which the next writer goes on with.
 */
export async function changeSlots(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  change: (file: VaultFile) => readonly Slot[] | Promise<readonly Slot[]>,
): Promise<BackupChange> {
  const { path } = readSealed(paths, name);
  return await withLock(path, async () => {
    const stored = readVault(paths, name);
    const { file } = await openVault(host, paths, stored, key);
    const slots = await change(file);
    const secret = await importSecret(key.bytes);
    const { mac: _, ...unsigned } = file;
    const next = { ...unsigned, slots, generation: file.generation + 1 };
    beginBackups(paths, name);
    await writeVault(host, paths, secret, next, {
      generation: file.generation,
      bytes: stored.bytes,
    });
    try {
      return await restoreBackups(host, paths, name, file.id, slots, secret);
    } catch (error) {
      throw error instanceof UserError ? vaultAlone(name, error) : error;
    }
  });
}

/** Whoever changed a password must be told that the new one holds, although the backups still open by the old one. */
function vaultAlone(name: string, { exit, code, message, cause }: UserError): UserError {
  return new UserError({
    exit,
    code,
    cannot: `change the slots of the backups of vault ${
      JSON.stringify(name)
    }, whose own are changed`,
    because: message,
    cause,
  });
}
