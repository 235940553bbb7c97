import { listFolder } from "../../fs/list_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { isAbsent } from "../../fs/exists.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import { damaged } from "../format/damaged.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { type Generations, readGenerations } from "./generations.ts";
import { MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import { checkVaultName, whyNotVaultName } from "../format/vault_name.ts";
import { shellWord } from "../../quote.ts";

/** A vault's bytes as they stand on disk, not looked into. */
export interface SealedVault {
  /** The vault's name, which is also the file's. */
  readonly name: string;
  /** The file's path. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was known of generations before the file was read. */
  readonly seen: Generations;
}

/** A vault read strictly, nothing decrypted. */
export interface StoredVault extends SealedVault {
  /** The parsed file. */
  readonly file: VaultFile;
}

/** The path of the vault called `name`. Faults (64) when no vault can have that name. */
export function vaultPath(paths: Pick<Paths, "vaults">, name: string): string {
  checkVaultName(name);
  return `${paths.vaults}/${name}.json`;
}

/** The names of the vaults, sorted by code units; empty when there is no folder. Faults (74) when it is unreadable. */
export function vaultNames(paths: Pick<Paths, "vaults">): string[] {
  return listFolder(paths.vaults, `list vaults in ${paths.vaults}`)
    .filter((entry) => !entry.isDirectory && entry.name.endsWith(".json"))
    .map((entry) => entry.name.slice(0, -".json".length))
    .filter((name) => whyNotVaultName(name) === null)
    // A name that is no UTF-8 is told with this sign, and no path leads to it.
    .filter((name) => !name.includes("\ufffd") || !isAbsent(`${paths.vaults}/${name}.json`))
    .sort();
}

/**
 * Reads the bytes of the vault called `name`, and what is known of its generation before that.
 * Faults (66) `no-vault`, (64) on a name no vault can have, (78) and (74) as `readTrusted`.
 */
export function readSealed(paths: Pick<Paths, "vaults" | "state">, name: string): SealedVault {
  const path = vaultPath(paths, name);
  const seen = readGenerations(paths);
  const file = readTrusted(path, MAX_VAULT_BYTES);
  if (file === null) throw noVault(name);
  return { name, path, bytes: file.bytes, seen };
}

/** As {@linkcode readSealed}, and parses strictly. Faults (65) also when the file is of another name; (78) `kdf-limits`. */
export function readVault(paths: Pick<Paths, "vaults" | "state">, name: string): StoredVault {
  const sealed = readSealed(paths, name);
  return { ...sealed, file: parseSealed(sealed) };
}

/** Parses the bytes of `sealed` strictly and checks the name. Faults as {@linkcode readVault}. */
export function parseSealed(sealed: SealedVault): VaultFile {
  const file = parseVault(sealed.bytes, sealed.path, restoreCommand(sealed.name));
  checkInnerName(sealed, file.name);
  return file;
}

/** Faults (65) `name-mismatch` when the file calls itself other than it is called: names bind, files can be swapped. */
export function checkInnerName(sealed: Pick<SealedVault, "name" | "path">, inner: string): void {
  if (inner === sealed.name) return;
  const mend = moveAway(sealed, inner);
  throw damaged(`use ${sealed.path}`, `it holds the vault ${JSON.stringify(inner)}`, {
    code: "name-mismatch",
    ...(mend === null ? {} : { try: mend }),
  });
}

/**
 * The command that gives a renamed vault its name back, or takes a copy out of the way; null for a backup, and where the
 * two names may be one to the file system.
 */
function moveAway(
  { name, path }: Pick<SealedVault, "name" | "path">,
  inner: string,
): string | null {
  const end = `/${name}.json`;
  const fold = (text: string): string => text.normalize("NFC").toLowerCase();
  if (!path.endsWith(end) || fold(name) === fold(inner)) return null;
  const own = `${path.slice(0, -end.length)}/${inner}.json`;
  return `mv ${shellWord(path)} ${shellWord(isAbsent(own) ? own : `${path}.other`)}`;
}

/** The fault (66) of a vault that is not there. */
export function noVault(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-vault",
    cannot: `open vault ${JSON.stringify(name)}`,
    because: "there is none of that name",
    try: `opaws vault create ${shellWord(name)}`,
  });
}

/** The command that brings an older generation of `name` back. */
export function restoreCommand(name: string, generation?: number): string {
  const which = generation === undefined ? "" : ` ${generation}`;
  return `opaws vault restore${which} --vault ${shellWord(name)}`;
}
