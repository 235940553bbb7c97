import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import type { BackupChange } from "./backup_slots.ts";
import { openUnparsed } from "./open.ts";
import { isShared, signerOf } from "./next_generation.ts";
import { readUnparsed, type VaultPaths } from "./read.ts";
import { carryIndex } from "./write_item_index.ts";
import { writeChange } from "./write_change.ts";

/**
 * Gives the vault called `name` the slots that `change` returns. The vault key stays the same. The backups get the slots
 * too, so that a removed slot opens nothing on this machine any more and a new one opens every restored backup. If
 * `change` throws, nothing is written.
 *
 * @throws UserError as `changeVault` does, and (74) if the vault is changed but a backup is not. The next writer then
 *   finishes the backups.
 */
export async function changeSlots(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  change: (file: VaultFile) => readonly Slot[] | Promise<readonly Slot[]>,
): Promise<BackupChange> {
  const { path } = readUnparsed(paths, name);
  return await key.whileChanging(() =>
    withLock(path, async () => {
      const unparsed = readUnparsed(paths, name);
      const open = await openUnparsed(host, paths, unparsed, key);
      const { file } = open;
      if (isShared(file)) await signerOf(key, file); // before anybody is asked for anything
      const slots = await change(file);
      const secret = baseKey(key.bytes);
      const { mac: _, ...unsigned } = file;
      const replaced = { file, bytes: unparsed.bytes, key, secret };
      const { written, backups } = await writeChange(
        host,
        paths,
        replaced,
        { ...unsigned, slots },
        true,
      );
      await carryIndex(host, paths, open, written);
      return backups;
    })
  );
}
