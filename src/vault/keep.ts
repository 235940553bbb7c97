import { writeAtomic } from "../disk/atomic_write.ts";
import type { Places } from "../disk/places.ts";
import type { Host } from "../host.ts";
import { backupPath, pruneBackups } from "./backup_files.ts";
import { damaged } from "./damaged.ts";
import type { UnsignedVaultFile, VaultFile } from "./file.ts";
import { readGenerations, rememberGeneration } from "./generations.ts";
import { formatVault, sign } from "./mac.ts";
import { parseVault } from "./parse.ts";
import { vaultPath } from "./store.ts";

/**
 * Signs `file`, keeps what stood there before (`previous`) as a backup, replaces the vault, remembers the generation
 * and drops backups beyond the five newest, in this order: killed anywhere, the old or the new vault stands whole.
 * The caller holds the vault's lock. Faults (73), (74) when a file cannot be written; the old vault then stands.
 */
export async function keepVault(
  host: Pick<Host, "random">,
  places: Pick<Places, "vaults" | "backups" | "state">,
  secret: CryptoKey,
  file: UnsignedVaultFile,
  previous: { readonly generation: number; readonly bytes: Uint8Array<ArrayBuffer> } | null,
): Promise<VaultFile> {
  if (!Number.isSafeInteger(file.generation)) {
    throw damaged(`write vault ${JSON.stringify(file.name)}`, "its generation is beyond counting");
  }
  const seen = readGenerations(places);
  const path = vaultPath(places, file.name);
  const signed = await sign(secret, file);
  const bytes = formatVault(signed);
  parseVault(bytes, path); // what could not be read again is never written
  if (previous !== null) {
    writeAtomic(host, backupPath(places, file.name, previous.generation), previous.bytes);
  }
  writeAtomic(host, path, bytes);
  await rememberGeneration(host, places, seen, file.id, file.generation);
  pruneBackups(places, file.name, file.generation);
  return signed;
}
