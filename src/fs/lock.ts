import { UserError } from "../errors.ts";
import { ensurePrivateFolder } from "./private_folder.ts";
import { describeError } from "./system_error.ts";
import { parentOf } from "./path.ts";
import { openPrivateFile } from "./new_file.ts";

const LOCK_TIMEOUT = 10_000; // milliseconds
const RETRY_DELAY = 15; // milliseconds

/**
 * Runs `action` while this process holds the exclusive lock of `path`: a lock on the file `<path>.lock`, because the
 * file itself is replaced by a rename. The system releases the lock if the process dies.
 *
 * @throws UserError (75, busy) if another process holds the lock for `timeout` milliseconds; (73, cannot create) if the
 * lock file cannot be created.
 */
export async function withLock<T>(
  path: string,
  action: () => T | Promise<T>,
  timeout = LOCK_TIMEOUT,
): Promise<T> {
  ensurePrivateFolder(parentOf(path));
  const file = await acquire(path, timeout);
  try {
    return await action();
  } finally {
    file.close();
  }
}

async function acquire(path: string, timeout: number): Promise<Deno.FsFile> {
  const end = performance.now() + timeout;
  for (;;) {
    const file = openLock(`${path}.lock`);
    if (tryLock(file, path)) return file;
    file.close();
    if (performance.now() > end) {
      throw new UserError({
        exit: "busy",
        code: "busy",
        cannot: `write ${path}`,
        because: `another opaws has held its lock for ${timeout / 1000} seconds`,
      });
    }
    await new Promise((done) => setTimeout(done, RETRY_DELAY));
  }
}

function tryLock(file: Deno.FsFile, path: string): boolean {
  try {
    if (!file.tryLockSync(true)) return false;
  } catch (error) {
    file.close();
    throw asUserError(path, error);
  }
  // If the lock file was removed meanwhile (a vault was deleted), this is the lock of a file that nobody else opens.
  try {
    return Deno.statSync(`${path}.lock`).ino === file.statSync().ino;
  } catch {
    return false;
  }
}

function openLock(path: string): Deno.FsFile {
  try {
    return openPrivateFile(path);
  } catch (error) {
    throw asUserError(path, error);
  }
}

function asUserError(path: string, error: unknown): UserError {
  return new UserError({
    exit: "cannotCreate",
    code: "no-lock",
    cannot: `lock ${path}`,
    because: describeError(error),
    cause: error,
  });
}
