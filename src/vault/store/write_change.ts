import type { Host } from "../../host.ts";
import type { BaseKey } from "../crypto/derive.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { nextGeneration } from "./next_generation.ts";
import type { VaultPaths } from "./read.ts";
import { knownTest } from "./shared_state.ts";
import { writeVaultAndBackups, type Written } from "./write_with_backups.ts";

/** The vault that {@linkcode writeChange} replaces. */
interface Replaced {
  /** The verified file. */
  readonly file: VaultFile;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The vault key. Its signer signs if the vault is shared. */
  readonly key: VaultKey;
  /** The same key, to derive from. */
  readonly secret: BaseKey;
}

/**
 * Writes `changed`, which still has the old generation, as the next generation under the same vault key. The caller holds
 * the vault's lock.
 *
 * @param always Whether the backups get the slots even if none was removed.
 * @throws UserError as `nextGeneration` and `writeVaultAndBackups` do.
 */
export async function writeChange(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  { file, bytes, key, secret }: Replaced,
  changed: UnsignedVaultFile,
  always = false,
): Promise<Written> {
  const { generation, slots } = file;
  const writing = { host, key, isPublished: knownTest(paths, secret, file.id) };
  const next = await nextGeneration(writing, file, { ...changed, generation: generation + 1 });
  const previous = { generation, bytes };
  return await writeVaultAndBackups(host, paths, secret, next, previous, slots, always);
}
