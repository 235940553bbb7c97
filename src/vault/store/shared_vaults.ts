import type { Paths } from "../../fs/paths.ts";
import { vaultId } from "./canonical_file.ts";
import { idOrNull, parseUnparsed, readUnparsed, vaultNames } from "./read.ts";

/**
 * Returns the name of the shared vault with the id `id`; null if no vault on this machine has that id, or it is not shared.
 * Nothing is verified: a caller has opened the vault before.
 */
export function sharedVaultName(paths: Pick<Paths, "vaults" | "state">, id: string): string | null {
  return vaultNames(paths).find((name) => idOrNull(() => sharedId(paths, name)) === id) ?? null;
}

function sharedId(paths: Pick<Paths, "vaults" | "state">, name: string): string {
  const vault = readUnparsed(paths, name);
  const id = vaultId(vault);
  return parseUnparsed(vault).shared === undefined ? "" : id;
}
