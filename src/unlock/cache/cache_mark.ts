import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import { runtimeFile, type RuntimePaths } from "../../fs/runtime_folders.ts";
import { systemError } from "../../fs/system_error.ts";
import { parentOf } from "../../fs/path.ts";
import { openPrivateFile } from "../../fs/new_file.ts";

/** Returns the name of the file of {@linkcode cacheMarkFile}. */
function cacheMarkName(terminal: string): string {
  return `terminal-${terminal}.unlocked`;
}

/**
 * Returns the path of the file that shows that a terminal session has cached keys. It holds the sealed keys, or is empty
 * if the kernel's keyring holds them.
 */
export function cacheMarkFile(paths: RuntimePaths, terminal: string): string {
  return runtimeFile(paths, cacheMarkName(terminal));
}

/**
 * Creates the file of {@linkcode cacheMarkFile}, so that the shell hook knows without starting opaws that there are keys
 * to forget when the shell exits. Throws UserError 73 or 74 if that fails, 78 if the folder cannot be trusted.
 */
export function markCached(paths: RuntimePaths, terminal: string): void {
  const path = cacheMarkFile(paths, terminal);
  ensurePrivateFolder(parentOf(path));
  try {
    openPrivateFile(path).close();
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

/** Removes the file of {@linkcode cacheMarkFile} if it exists. Throws UserError (74) if that fails. */
export function removeMark(paths: RuntimePaths, terminal: string): void {
  const path = cacheMarkFile(paths, terminal);
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${path}`, error);
  }
}
