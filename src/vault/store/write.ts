import { writeAtomic } from "../../fs/atomic_write.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { backupPath, pruneBackups } from "./backups.ts";
import { damaged } from "../format/damaged.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { readGenerations, rememberGeneration } from "./generations.ts";
import { formatVault, sign } from "../crypto/mac.ts";
import { parseVault } from "../format/parse.ts";
import { vaultPath } from "./read.ts";

/**
 * Signs `file`, keeps what stood there before (`previous`) as a backup, replaces the vault, remembers the generation
 * and drops backups beyond the five newest, in this order: killed anywhere, the old or the new vault stands whole.
 * The caller holds the vault's lock. Faults (73), (74) when a file cannot be written; the old vault then stands.
 */
export async function writeVault(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  secret: CryptoKey,
  file: UnsignedVaultFile,
  previous: { readonly generation: number; readonly bytes: Uint8Array<ArrayBuffer> } | null,
): Promise<VaultFile> {
  if (!Number.isSafeInteger(file.generation)) {
    throw damaged(`write vault ${JSON.stringify(file.name)}`, "its generation is beyond counting");
  }
  const seen = readGenerations(paths);
  const path = vaultPath(paths, file.name);
  const signed = await sign(secret, file);
  const bytes = formatVault(signed);
  parseVault(bytes, path); // what could not be read again is never written
  if (previous !== null) {
    writeAtomic(host, backupPath(paths, file.name, previous.generation), previous.bytes);
  }
  writeAtomic(host, path, bytes);
  await rememberGeneration(host, paths, seen, file.id, file.generation);
  pruneBackups(paths, file.name, file.generation);
  return signed;
}
