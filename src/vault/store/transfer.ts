import { writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import { describeError, systemError } from "../../fs/system_error.ts";
import { tooLarge } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import { MAX_VAULT_BYTES, parseVault } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { checkFree } from "./create.ts";
import { idOrNull, readVault, vaultNames, vaultPath, type VaultPaths } from "./read.ts";
import { createPrivateFile } from "../../fs/new_file.ts";

/**
 * Writes the file of the vault called `name` to `toPath`, byte for byte, as a new file with mode 0600.
 *
 * @throws UserError as `readVault` does, (73, `exists`) if something is at `toPath`, (73) or (74) if it cannot be written.
 */
export function exportVault(
  paths: Pick<VaultPaths, "vaults" | "state">,
  name: string,
  toPath: string,
): void {
  const { bytes, file } = readVault(paths, name);
  const cannot = `export vault ${JSON.stringify(name)} to ${toPath}`;
  let target: Deno.FsFile;
  try {
    target = createPrivateFile(toPath);
  } catch (error) {
    const exists = error instanceof Deno.errors.AlreadyExists;
    const free = `${toPath.replace(/\.json$/, "")}-${file.generation}.json`;
    throw new UserError({
      exit: "cannotCreate",
      code: exists ? "exists" : "no-file",
      cannot,
      because: exists ? "it already exists" : describeError(error),
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
 * Imports the vault file at `fromPath`, byte for byte, under the name in the file. Returns that name. Only the structure
 * is checked, because there is no key: opening the vault later detects tampering. `check` throws if the file should not be
 * imported for another reason.
 *
 * @throws UserError (66) if the file doesn't exist, (65) and (78) as `parseVault` does, (73, `exists`) if a vault has that
 *   name or this vault is already stored under another name.
 */
export async function importVault(
  host: Pick<Host, "random">,
  paths: Pick<VaultPaths, "vaults" | "state">,
  fromPath: string,
  check: (file: VaultFile) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const bytes = readForeign(fromPath);
  const file = parseVault(bytes, fromPath);
  const { id, name } = file;
  const path = vaultPath(paths, name);
  checkFree(path, name);
  await check(file);
  await withLock(path, () => {
    checkFree(path, name);
    checkNotStored(paths, id, fromPath);
    writeAtomic(host, path, bytes);
  });
  return name;
}

function readForeign(path: string): Uint8Array<ArrayBuffer> {
  const unreadable = (
    exit: "notFound" | "io" | "refused",
    because: string,
    cause?: unknown,
  ): UserError =>
    new UserError({ exit, code: "unreadable-file", cannot: `import ${path}`, because, cause });
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) throw unreadable("refused", "it is not a regular file");
    if (info.size > MAX_VAULT_BYTES) throw tooLarge(path, MAX_VAULT_BYTES);
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw unreadable("notFound", "there is no such file");
    }
    throw unreadable("io", describeError(error), error);
  }
}

function checkNotStored(
  paths: Pick<VaultPaths, "vaults" | "state">,
  id: string,
  fromPath: string,
): void {
  for (const other of vaultNames(paths)) {
    if (idOrNull(() => readVault(paths, other).file.id) !== id) continue;
    throw new UserError({
      exit: "cannotCreate",
      code: "exists",
      cannot: `import ${fromPath}`,
      because: `the same vault is already stored as ${JSON.stringify(other)}`,
      try: "opaws vault list",
    });
  }
}
