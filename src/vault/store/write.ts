import type { BaseKey } from "../crypto/derive.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import type { Host } from "../../host.ts";
import { hasContentOf, verifyHeader } from "../crypto/generation_signature.ts";
import { sign } from "../crypto/mac.ts";
import { formatVault } from "../format/canonical_json.ts";
import { damaged, parseVault } from "../format/parse.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { backupPath, pruneBackups } from "./backups.ts";
import { readGenerations, rememberGeneration } from "./generations.ts";
import { checkHeaderSize } from "./header_size.ts";
import { isShared } from "./next_generation.ts";
import { vaultPath, type VaultPaths } from "./read.ts";

/** The file that a new generation replaces. */
export interface Previous {
  /** Its generation. */
  readonly generation: number;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Signs `file`, saves the `previous` file as a backup, replaces the vault, remembers the generation and removes all
 * backups except the five newest, in this order. If the process is killed at any point, the old or the new vault is there
 * and complete. The caller holds the vault's lock.
 *
 * @param prepare Called before the first write, when nothing can refuse `file` any more.
 * @throws UserError (73) or (74) if a file cannot be written. The old vault is then unchanged.
 */
export async function writeVault(
  host: Pick<Host, "random">,
  paths: VaultPaths,
  secret: BaseKey,
  file: UnsignedVaultFile,
  previous: Previous | null,
  prepare: () => void = () => {},
): Promise<VaultFile> {
  if (!Number.isSafeInteger(file.generation)) {
    throw damaged(`write vault ${JSON.stringify(file.name)}`, "its generation is too large");
  }
  const seen = readGenerations(paths);
  const path = vaultPath(paths, file.name);
  const signed = await sign(secret, file);
  const bytes = formatVault(signed);
  parseVault(bytes, path); // never write a file that opaws could not read again
  if (isShared(file)) await checkSigned(file);
  prepare();
  if (previous !== null) {
    writeAtomic(host, backupPath(paths, file.name, previous.generation), previous.bytes);
  }
  writeAtomic(host, path, bytes);
  await rememberGeneration(host, paths, seen, secret, signed);
  pruneBackups(paths, file.name, file.generation);
  return signed;
}

/** No copy would accept a generation whose header is of another content, or which its author did not sign. */
async function checkSigned(file: UnsignedVaultFile & SignedParts): Promise<void> {
  const { shared, signature } = file;
  checkHeaderSize(file.name, { header: shared, signature });
  const { signing } = shared.members[shared.author]!;
  if (await hasContentOf(file, shared) && await verifyHeader(shared, signature, signing)) return;
  throw new Error(`generation ${file.generation} of vault ${file.id} is not signed`);
}

type SignedParts = Required<Pick<VaultFile, "shared" | "signature">>;
