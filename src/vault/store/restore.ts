import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type Backup, listBackups, readBackup } from "./backups.ts";
import { finishBackups } from "./backup_slots.ts";
import { damaged } from "../format/damaged.ts";
import { importSecret } from "../crypto/derive.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { readGenerations } from "./generations.ts";
import { writeVault } from "./write.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { macInput, verify } from "../crypto/mac.ts";
import { opened, type OpenVault, tampered } from "./open.ts";
import { restoredFile } from "./restored_file.ts";
import { parseVault } from "../format/parse.ts";
import { noVault, readSealed, readVault, vaultPath } from "./read.ts";
import { shellWord } from "../../quote.ts";

export { listBackups } from "./backups.ts";

/** A generation that can be brought back: its bytes, and its slots to unwrap the key from. */
export interface RestoreSource {
  /** The file's path. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Parsed, its MAC not verified. */
  readonly file: VaultFile;
}

/**
 * What `restoreVault` would bring back as far as that shows without a key: generation `generation`, be it the current
 * file's own or a backup's; without one the newest backup that can be read.
 * Faults (66) when there is none, (65) when the one asked for is damaged.
 */
export function restoreSource(
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  generation?: number,
): RestoreSource {
  const source = sources(paths, name, generation).next().value;
  if (source === undefined) throw nothingToRestore(paths, name, generation);
  return source;
}

/**
 * Brings back generation `generation` (a backup's, or the current file's own), or the newest backup that verifies
 * under `key`, as a new generation above all that this machine has seen. What stands there now is kept as a backup
 * when it verifies; damaged it does not stop the restoring. No token comes back by it (`restoredFile`).
 * Faults (66) when there is nothing to bring back, (65) `tampered`, (73) `exists` when another vault stands there, (75),
 * (73), (74) as `changeVault`.
 */
export async function restoreVault(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  generation?: number,
): Promise<OpenVault> {
  const path = vaultPath(paths, name);
  restoreSource(paths, name, generation);
  return await withLock(path, async () => {
    const secret = await importSecret(key.bytes);
    const current = await verified(readCurrent(paths, name), secret);
    if (current !== null) await finishBackups(host, paths, current.file, secret);
    const source = await firstVerified(sources(paths, name, generation), secret);
    if (source === null) throw tampered({ name });
    const file = await restoredFile(host, source.file, current?.file ?? null, secret, source.path);
    const seen = readGenerations(paths).get(file.id) ?? 0;
    const highest = Math.max(seen, file.generation, current?.file.generation ?? 0);
    const previous = current && { generation: current.file.generation, bytes: current.bytes };
    const next = { ...file, generation: highest + 1 };
    return opened(await writeVault(host, paths, secret, next, previous), key, secret, path);
  });
}

function* sources(
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  generation: number | undefined,
): Generator<RestoreSource, undefined> {
  if (generation !== undefined) {
    const current = readCurrent(paths, name);
    if (current?.file.generation === generation) yield current;
  }
  const standing = standingId(paths, name);
  const found = { own: false, other: false };
  for (const backup of listBackups(paths, name)) {
    if (generation !== undefined && backup.generation !== generation) continue;
    const source = readQuietly(name, backup, generation !== undefined);
    if (source === null) continue;
    const which = standing === null || source.file.id === standing ? "own" : "other";
    found[which] = true;
    if (which === "own") yield source;
  }
  if (found.other && !found.own) throw otherVault(paths, name);
}

/** The id of the vault that stands there, under whatever name; null when nothing does that can be read. */
function standingId(paths: Pick<Paths, "vaults" | "state">, name: string): string | null {
  try {
    const { bytes, path } = readSealed(paths, name);
    return parseVault(bytes, path).id;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function readQuietly(name: string, backup: Backup, asked: boolean): RestoreSource | null {
  try {
    const { bytes, file } = readBackup(name, backup);
    if (file.generation !== backup.generation) {
      throw damaged(`restore ${backup.path}`, `it holds generation ${file.generation}`);
    }
    return { path: backup.path, bytes, file };
  } catch (error) {
    if (asked || !(error instanceof UserError)) throw error;
    return null;
  }
}

/** The current file when it can be read; null when it is gone or damaged, for then it is what must be mended. */
function readCurrent(
  paths: Pick<Paths, "vaults" | "state">,
  name: string,
): RestoreSource | null {
  try {
    return readVault(paths, name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const mended = error.exit === "damaged" || error.code === "no-vault" ||
      error.code === "kdf-limits" || error.code === "too-large";
    if (!mended || error.code === "unsupported-version") throw error;
    return null;
  }
}

async function firstVerified(
  candidates: Iterable<RestoreSource>,
  secret: CryptoKey,
): Promise<RestoreSource | null> {
  for (const candidate of candidates) {
    const source = await verified(candidate, secret);
    if (source !== null) return source;
  }
  return null;
}

async function verified(
  source: RestoreSource | null,
  secret: CryptoKey,
): Promise<RestoreSource | null> {
  if (source === null) return null;
  const { file } = source;
  return await verify(secret, file.id, file.mac, macInput(file)) ? source : null;
}

/** A vault made anew under the name of one that was lost is in no backup: to replace it would be to lose it. */
function otherVault(paths: Pick<Paths, "vaults">, name: string): UserError {
  const path = shellWord(vaultPath(paths, name));
  return new UserError({
    exit: "cannotCreate",
    code: "exists",
    cannot: `restore vault ${JSON.stringify(name)}`,
    because: "another vault stands in its place, which no backup holds",
    try: `mv ${path} ${path}.other`,
  });
}

function nothingToRestore(
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  generation: number | undefined,
): UserError {
  const kept = listBackups(paths, name).map((backup) => backup.generation);
  if (kept.length === 0 && readCurrent(paths, name) === null) return noVault(name);
  return new UserError({
    exit: "notFound",
    code: "no-backup",
    cannot: `restore vault ${JSON.stringify(name)}`,
    because: generation === undefined
      ? "no older generation of it is kept"
      : `generation ${generation} is not kept, only ${kept.join(", ") || "the current one"}`,
  });
}
