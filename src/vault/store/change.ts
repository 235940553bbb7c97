import type { Paths } from "../../fs/paths.ts";
import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { finishBackups } from "./backup_slots.ts";
import { importSecret } from "../crypto/derive.ts";
import { type Draft, draftOf } from "./draft.ts";
import { writeVault } from "./write.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { opened, type OpenVault, openVault } from "./open.ts";
import { readSealed, readVault } from "./read.ts";
import { newUuid } from "../format/uuid.ts";

/**
 * Changes the vault called `name`: under its lock it is read again and verified, `change` is applied, and the result
 * is written as the next generation, so that writers at the same time lose nothing. When `change` throws, nothing is
 * written. Faults as `openVault`, (75) when the lock is held, (73), (74) when it cannot be written.
 */
export async function changeVault(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  change: (draft: Draft) => void | Promise<void>,
): Promise<OpenVault> {
  const { path } = readSealed(paths, name);
  return await withLock(path, async () => {
    const stored = readVault(paths, name);
    const { file } = await openVault(host, paths, stored, key);
    const secret = await importSecret(key.bytes);
    await finishBackups(host, paths, file, secret);
    const draft = draftOf(host, file, secret, path);
    await change(draft);
    const next = { ...draft.file, generation: file.generation + 1 };
    const previous = { generation: file.generation, bytes: stored.bytes };
    return opened(await writeVault(host, paths, secret, next, previous), key, secret, path);
  });
}

/** The id of a new item: a random UUID. */
export function newItemId(host: Pick<Host, "random">): string {
  return newUuid(host);
}
