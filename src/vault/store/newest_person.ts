import { UserError } from "../../errors.ts";
import type { BaseKey } from "../crypto/derive.ts";
import { verifyFile } from "../crypto/mac.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { listBackups, readBackup } from "./backups.ts";
import type { VaultPaths } from "./read.ts";

/** A vault file that has a person's member keys. */
type WithPerson = VaultFile & Required<Pick<VaultFile, "person">>;

/** Returns the member keys in the newest backup of the vault `file` that has some and verifies under its key; {} without one. */
export async function newestPerson(
  paths: Pick<VaultPaths, "backups">,
  file: Pick<VaultFile, "id" | "name">,
  secret: BaseKey,
): Promise<Partial<Pick<VaultFile, "version" | "person">>> {
  for (const backup of backupsWithPerson(paths, file)) {
    const { version, person } = backup;
    if (await verifyFile(secret, backup)) return { version, person };
  }
  return {};
}

/**
 * Returns the generation of the newest backup of the vault `file` that has member keys; null without one. Nothing is
 * verified: this is for a message.
 */
export function generationWithPerson(
  paths: Pick<VaultPaths, "backups">,
  file: Pick<VaultFile, "id" | "name">,
): number | null {
  return backupsWithPerson(paths, file).next().value?.generation ?? null;
}

/** Yields the backups of the vault `file` that have member keys, the newest first. Damaged ones are left out. */
function* backupsWithPerson(
  paths: Pick<VaultPaths, "backups">,
  { id, name }: Pick<VaultFile, "id" | "name">,
): Generator<WithPerson, undefined> {
  for (const backup of listBackups(paths, name)) {
    try {
      const { file } = readBackup(name, backup);
      if (file.id === id && hasPerson(file)) yield file;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

function hasPerson(file: VaultFile): file is WithPerson {
  return file.person !== undefined;
}
