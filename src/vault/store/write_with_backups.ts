import type { BaseKey } from "../crypto/derive.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import type { Slot, UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { type BackupChange, markRewrapPending, rewrapBackups } from "./backup_slots.ts";
import type { VaultPaths } from "./read.ts";
import { type Previous, writeVault } from "./write.ts";

/** The result of {@linkcode writeVaultAndBackups}. */
export interface Written {
  /** The file. */
  readonly written: VaultFile;
  /** The backups that got its slots. */
  readonly backups: BackupChange;
}

/**
 * Writes `file` as `writeVault` does. If one of the slots `before` is not in it any more, the backups get its slots too:
 * otherwise a removed password, code or token would still open them. The caller holds the vault's lock.
 *
 * @param always Whether the backups get the slots even if none was removed.
 * @throws UserError as `writeVault` does, and (74) if the vault is written but a backup is not. The next writer then
 *   finishes the backups.
 */
export async function writeVaultAndBackups(
  host: Pick<Host, "random">,
  paths: VaultPaths,
  secret: BaseKey,
  file: UnsignedVaultFile,
  previous: Previous | null,
  before: readonly Slot[],
  always = false,
): Promise<Written> {
  const rewrap = always || lacksAny(file.slots, before);
  const mark = (): void => rewrap ? markRewrapPending(paths, file.name) : undefined;
  const written = await writeVault(host, paths, secret, file, previous, mark);
  if (!rewrap) return { written, backups: { rewrapped: [], removed: [] } };
  try {
    return { written, backups: await rewrapBackups(host, paths, file, secret) };
  } catch (error) {
    throw error instanceof UserError ? onlyVaultChanged(file.name, error) : error;
  }
}

/** Reports whether one of `before` is missing in `after`, or changed there. */
function lacksAny(after: readonly Slot[], before: readonly Slot[]): boolean {
  const texts = new Set(after.map((slot) => canonicalJson(slot)));
  return before.some((slot) => !texts.has(canonicalJson(slot)));
}

/** A person who changes a password has to know that the vault has the new one although the backups have the old one. */
function onlyVaultChanged(name: string, { exit, code, message, cause }: UserError): UserError {
  return new UserError({
    exit,
    code,
    cannot: `change the slots in the backups of vault ${JSON.stringify(name)}`,
    because: `the vault itself is changed, but opaws ${message}`,
    cause,
  });
}
