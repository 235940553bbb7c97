import type { Sealer } from "../crypto/sealer.ts";
import type { VaultFile } from "../format/vault_file.ts";

// The names under which opaws seals what it stores about a vault's file next to it. Each binds the content to the
// generation and, by the MAC, to every byte of the file. The number is the version of the content.

/** Returns the name under which the index of a file is sealed. */
export function indexName({ generation, mac }: Pick<VaultFile, "generation" | "mac">): string {
  return `index 2 ${generation} ${mac}`;
}

/** Returns the name under which the bookmark of a file for `reference` is sealed. */
export function bookmarkName(
  { name, generation, mac }: Pick<VaultFile, "name" | "generation" | "mac">,
  reference: string,
): string {
  return `bookmark 1 ${generation} ${mac} ${name}/${reference}`;
}

/** Returns the name of the file of the bookmark for `reference`. Only the vault key leads from it back to the reference. */
export async function bookmarkFile(sealer: Sealer, reference: string): Promise<string> {
  return await sealer.name(`bookmark ${reference}`);
}
