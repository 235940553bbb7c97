import { syncFolder, writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { isAbsent } from "../../fs/exists.ts";
import { describeError, systemError } from "../../fs/system_error.ts";
import { tooLarge } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { listBackups, readBackup } from "./backups.ts";
import { forgetBackups } from "./backup_slots.ts";
import { checkFree } from "./create.ts";
import { forgetGeneration } from "./generations.ts";
import { MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import { noVault, readVault, vaultNames, vaultPath } from "./read.ts";
import { shellWord } from "../../quote.ts";

/**
 * Writes the sealed file of the vault called `name` to `toPath`, byte for byte, as a new file of mode 0600.
 * Faults as `readVault`, (73) `exists` when something stands there, (73), (74) when it cannot be written.
 */
export function exportVault(
  paths: Pick<Paths, "vaults" | "state">,
  name: string,
  toPath: string,
): void {
  const { bytes, file } = readVault(paths, name);
  const cannot = `export vault ${JSON.stringify(name)} to ${toPath}`;
  let target: Deno.FsFile;
  try {
    target = Deno.openSync(toPath, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    const exists = error instanceof Deno.errors.AlreadyExists;
    const free = `${toPath.replace(/\.json$/, "")}-${file.generation}.json`;
    throw new UserError({
      exit: "cannotCreate",
      code: exists ? "exists" : "no-file",
      cannot,
      because: exists ? "something of that name is there already" : describeError(error),
      ...(exists
        ? { try: `opaws vault export ${shellWord(free)} --vault ${shellWord(name)}` }
        : {}),
      cause: error,
    });
  }
  try {
    for (let at = 0; at < bytes.length;) at += target.writeSync(bytes.subarray(at));
    target.syncSync();
  } catch (error) {
    Deno.removeSync(toPath);
    throw systemError("write-failed", cannot, error);
  } finally {
    target.close();
  }
}

/**
 * Takes the sealed file at `fromPath` in as a vault, byte for byte, under the name it holds; gives that name.
 * Only its structure is checked, for no key is at hand: tampering shows when it is opened.
 * Faults (66) when there is no such file, (65), (78) as `parseVault`, (73) `exists` when a vault has that name, or
 * the same vault is here under another name.
 */
export async function importVault(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "vaults" | "state">,
  fromPath: string,
): Promise<string> {
  const bytes = readForeign(fromPath);
  const { id, name } = parseVault(bytes, fromPath);
  const path = vaultPath(paths, name);
  checkFree(path, name);
  await withLock(path, () => {
    checkFree(path, name);
    checkUnknown(paths, id, fromPath);
    writeAtomic(host, path, bytes);
  });
  return name;
}

/**
 * Removes the vault called `name`: its file (and what a link there leads to), its backups, what is remembered of its
 * generation, and its lock. A damaged vault goes as well. Faults (66) when there is none, (75), (74).
 */
export async function deleteVault(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
): Promise<void> {
  const path = vaultPath(paths, name);
  if (isAbsent(path) && listBackups(paths, name).length === 0) throw noVault(name);
  await withLock(path, async () => {
    const ids = knownIds(paths, name);
    try {
      if (!isAbsent(path)) removeThrough(path);
      for (const backup of listBackups(paths, name)) Deno.removeSync(backup.path);
      forgetBackups(paths, name);
      syncFolder(paths.vaults);
    } catch (error) {
      throw systemError("write-failed", `delete vault ${JSON.stringify(name)}`, error);
    }
    for (const id of ids) await forgetGeneration(host, paths, id);
    removeQuietly(`${path}.lock`);
  });
}

function readForeign(path: string): Uint8Array<ArrayBuffer> {
  const fault = (
    exit: "notFound" | "io" | "refused",
    because: string,
    cause?: unknown,
  ): UserError =>
    new UserError({ exit, code: "unreadable-file", cannot: `import ${path}`, because, cause });
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) throw fault("refused", "it is not a regular file");
    if (info.size > MAX_VAULT_BYTES) throw tooLarge(path, MAX_VAULT_BYTES);
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Deno.errors.NotFound) throw fault("notFound", "there is no such file");
    throw fault("io", describeError(error), error);
  }
}

function checkUnknown(
  paths: Pick<Paths, "vaults" | "state">,
  id: string,
  fromPath: string,
): void {
  for (const other of vaultNames(paths)) {
    if (idOf(() => readVault(paths, other).file.id) !== id) continue;
    throw new UserError({
      exit: "cannotCreate",
      code: "exists",
      cannot: `import ${fromPath}`,
      because: `the same vault is here as ${JSON.stringify(other)}`,
      try: "opaws vault list",
    });
  }
}

function knownIds(
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
): Set<string> {
  const ids = [
    idOf(() => readVault(paths, name).file.id),
    ...listBackups(paths, name).map((backup) => idOf(() => readBackup(name, backup).file.id)),
  ];
  return new Set(ids.filter((id) => id !== null));
}

/** What `read` gives; null when the file is damaged or not to be trusted, for then it has no say. */
function idOf(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function removeThrough(path: string): void {
  if (Deno.lstatSync(path).isSymlink) {
    try {
      Deno.removeSync(Deno.realPathSync(path));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  Deno.removeSync(path);
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // An empty lock file left over is in nobody's way.
  }
}
