import { withLock } from "../../fs/lock.ts";
import { baseKey } from "../crypto/base_key.ts";
import { hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { forgetGeneration } from "../store/generations.ts";
import { openUnparsed } from "../store/open.ts";
import { readUnparsed, vaultPath } from "../store/read.ts";
import { changeSharedState, type SharedState } from "../store/shared_state.ts";
import { writeRekeyed } from "../store/rekey.ts";
import { writeVaultAndBackups } from "../store/write_with_backups.ts";
import type { SyncContext } from "./sync_context.ts";
import { notShared } from "./sync_errors.ts";

/** A generation of a shared vault whose content was verified. */
export interface Generation {
  /** The hash of its header. */
  readonly hash: string;
  /** Its header. */
  readonly signed: SignedHeader;
  /** Its file, under the name that it has on this machine. */
  readonly file: UnsignedVaultFile;
  /** The key that opens it. */
  readonly key: VaultKey;
}

/** The generation on this machine. */
export interface LocalGeneration extends Generation {
  /** The file. */
  readonly file: VaultFile;
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Reads the vault on this machine. Throws UserError as `openUnparsed` does, and (78, `not-shared`). */
export async function readLocal(
  { host, paths, name, key }: Pick<SyncContext, "host" | "paths" | "name" | "key">,
): Promise<LocalGeneration> {
  const unparsed = readUnparsed(paths, name);
  const { file } = await openUnparsed(host, paths, unparsed, key);
  const { shared: header, signature } = file;
  if (header === undefined || signature === undefined) {
    throw notShared({ name, file }, `sync vault ${JSON.stringify(name)}`);
  }
  const signed = { header, signature };
  return { hash: await hashOf(header), signed, file, key, bytes: unparsed.bytes };
}

/**
 * Replaces the generation `local` on this machine with `next`, and changes the state before that. Returns false, and
 * changes nothing, if another process has changed the vault in the meantime. After a change of the vault key nothing is
 * left that the old one opens: no backup, no state.
 *
 * A process that is killed at any point leaves either vault with a state and a generation seen that fit it.
 */
export async function replaceLocal(
  { host, paths, name }: Pick<SyncContext, "host" | "paths" | "name">,
  local: LocalGeneration,
  next: Generation,
  change: () => SharedState,
): Promise<boolean> {
  return await whileUnchanged(paths, name, local, async () => {
    const { id, generation, slots } = local.file;
    const secret = baseKey(local.key.bytes);
    if (local.key.bytes.some((byte, at) => byte !== next.key.bytes[at])) {
      const secrets = [secret, baseKey(next.key.bytes)] as const;
      await writeRekeyed(host, paths, secrets, next.file, change);
      return;
    }
    await changeSharedState(host, paths, secret, id, change);
    // A dropped change of this machine may have a higher number.
    if (next.file.generation <= generation) await forgetGeneration(host, paths, id);
    const previous = { generation, bytes: local.bytes };
    await writeVaultAndBackups(host, paths, secret, next.file, previous, slots);
  });
}

/**
 * Changes the state while the vault on this machine is `local`. Returns false, and changes nothing, if another process has
 * changed the vault.
 */
export async function changeStateOf(
  { host, paths, name }: Pick<SyncContext, "host" | "paths" | "name">,
  local: LocalGeneration,
  change: () => SharedState,
): Promise<boolean> {
  return await whileUnchanged(paths, name, local, async () => {
    const secret = baseKey(local.key.bytes);
    await changeSharedState(host, paths, secret, local.file.id, change);
  });
}

async function whileUnchanged(
  paths: SyncContext["paths"],
  name: string,
  local: LocalGeneration,
  action: () => Promise<void>,
): Promise<boolean> {
  return await withLock(vaultPath(paths, name), async () => {
    const { bytes } = readUnparsed(paths, name);
    const isSame = bytes.length === local.bytes.length &&
      bytes.every((byte, at) => byte === local.bytes[at]);
    if (isSame) await action();
    return isSame;
  });
}
