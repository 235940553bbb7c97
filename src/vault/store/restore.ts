import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { verifyFile } from "../crypto/mac.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { SealedItem, UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { makeRoomForSlots } from "../slots/slot_limit.ts";
import { revokedSlot } from "../slots/token.ts";
import { finishPendingRewrap } from "./backup_slots.ts";
import { isGenuine, readGenerations } from "./generations.ts";
import { newestPerson } from "./newest_person.ts";
import { type OpenVault, openVerified, tampered } from "./open.ts";
import { nextGeneration } from "./next_generation.ts";
import { vaultPath, type VaultPaths } from "./read.ts";
import {
  readCurrent,
  type RestoreSource,
  restoreSource,
  restoreSources,
} from "./restore_source.ts";
import { writeVaultAndBackups } from "./write_with_backups.ts";
import { knownTest } from "./shared_state.ts";

/**
 * Restores generation `generation` (of a backup or of the current file), or without it the newest backup that verifies
 * under `key`. It becomes a new generation above all that this machine has seen. The current file becomes a backup if it
 * verifies, and does not prevent restoring if it is damaged. Removed slots stay removed, and revoked tokens revoked.
 *
 * @throws UserError (66) if there is nothing to restore, (65, `tampered`), (73, `exists`) if another vault has that name
 *   now, and (75), (73), (74) as `changeVault` does.
 */
export async function restoreVault(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  generation?: number,
): Promise<OpenVault> {
  const path = vaultPath(paths, name);
  restoreSource(paths, name, generation);
  return await key.whileChanging(() =>
    withLock(path, async () => {
      const secret = baseKey(key.bytes);
      const current = await verified(readCurrent(paths, name), secret);
      if (current !== null) await finishPendingRewrap(host, paths, current.file, secret);
      const source = await firstVerified(restoreSources(paths, name, generation), secret);
      if (source === null) throw tampered(name);
      const file = await restoredFile(
        host,
        { ...source, file: await withPerson(paths, source.file, current?.file, secret) },
        current?.file ?? null,
        secret,
      );
      const seen = readGenerations(paths).get(file.id);
      const highest = Math.max(
        // Otherwise anyone who can write that file could use up the numbers.
        seen !== undefined && await isGenuine(secret, file.id, seen) ? seen.generation : 0,
        file.generation,
        current?.file.generation ?? 0,
      );
      const previous = current && { generation: current.file.generation, bytes: current.bytes };
      const next = await nextGeneration(
        {
          host,
          key,
          // Others may know a backup although they have gone on since, and it is not the newest that this machine published.
          isPublished: current === null ? () => true : knownTest(paths, secret, file.id),
        },
        current?.file ?? source.file,
        {
          ...file,
          generation: highest + 1,
        },
      );
      const { written } = await writeVaultAndBackups(
        host,
        paths,
        secret,
        next,
        previous,
        current?.file.slots ?? source.file.slots,
      );
      return openVerified(written, key, secret, path);
    })
  );
}

async function firstVerified(
  sources: Iterable<RestoreSource>,
  secret: BaseKey,
): Promise<RestoreSource | null> {
  for (const candidate of sources) {
    const source = await verified(candidate, secret);
    if (source !== null) return source;
  }
  return null;
}

async function verified(
  source: RestoreSource | null,
  secret: BaseKey,
): Promise<RestoreSource | null> {
  return source !== null && await verifyFile(secret, source.file) ? source : null;
}

/** Returns what the restored file has from the current one although it has older items: nothing if that has none. */
function membersIn(
  { version, person, shared, signature }: VaultFile,
): Partial<Pick<VaultFile, "version" | "person" | "shared" | "signature">> {
  if (shared !== undefined && signature !== undefined) return { version, shared, signature };
  return person === undefined ? {} : { version, person };
}

/**
 * Returns `source` with the member keys of the newest backup that has some, if neither it nor the current file has any. The
 * current file can be an older copy itself, and without the keys no shared vault opens.
 */
async function withPerson(
  paths: Pick<VaultPaths, "backups">,
  source: VaultFile,
  current: VaultFile | undefined,
  secret: BaseKey,
): Promise<VaultFile> {
  const hasKeys = source.person !== undefined || current?.person !== undefined;
  return hasKeys || source.shared !== undefined
    ? source
    : { ...source, ...await newestPerson(paths, source, secret) };
}

/**
 * Returns the older state `source` so that nothing opens it that does not open the vault now: the slots and the members are
 * those of `current`, and each item that is sealed differently there is sealed again. If `current` cannot be read (null), nobody
 * knows which tokens were revoked, so all are. The items of a shared vault then stay as they are.
 *
 * @throws UserError (65) if an item is damaged, (78, `too-many-slots`).
 */
async function restoredFile(
  host: Pick<Host, "random" | "now">,
  { file: source, path }: RestoreSource,
  current: VaultFile | null,
  secret: BaseKey,
): Promise<UnsignedVaultFile> {
  const { mac: _, ...unsigned } = { ...source, ...current && membersIn(current) };
  const all = current?.slots ?? await Promise.all(
    source.slots.map((slot) => slot.kind === "token" ? revokedSlot(host, source.id, slot) : slot),
  );
  const items: Record<string, SealedItem> = {};
  for (const [id, entry] of Object.entries(source.items)) {
    const latest = current !== null && Object.hasOwn(current.items, id) ? current.items[id] : null;
    // What is sealed again counts as a change, which a merge would set against the changes that were lost here.
    if (latest?.salt === entry.salt || (current === null && source.shared !== undefined)) {
      items[id] = entry;
      continue;
    }
    const item = await openItem(secret, source.id, id, entry, path);
    items[id] = await sealItem(host, secret, source.id, item, entry.updated);
  }
  const slots = makeRoomForSlots(all, host.now(), "restore the vault", 0);
  return { ...unsigned, slots, items };
}
