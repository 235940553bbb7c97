import { UserError } from "../errors.ts";
import { ensurePrivateFolder } from "./private_folder.ts";
import { describeError } from "./system_error.ts";

const PATIENCE = 10_000; // milliseconds
const PAUSE = 15; // milliseconds

/**
 * Runs `action` while this process alone holds the lock of `path` (the file `<path>.lock`, never the file itself,
 * which is renamed over). The system frees the lock when its holder dies, however it dies.
 * Faults (75) when another process holds it for `patience` milliseconds, (73) when the lock file cannot be made.
 */
export async function withLock<T>(
  path: string,
  action: () => T | Promise<T>,
  patience = PATIENCE,
): Promise<T> {
  const cut = path.lastIndexOf("/");
  ensurePrivateFolder(path.slice(0, cut) || "/");
  const file = await acquire(path, patience);
  try {
    return await action();
  } finally {
    file.close();
  }
}

async function acquire(path: string, patience: number): Promise<Deno.FsFile> {
  const end = performance.now() + patience;
  for (;;) {
    const file = openLock(`${path}.lock`);
    if (takes(file, path)) return file;
    file.close();
    if (performance.now() > end) {
      throw new UserError({
        exit: "busy",
        code: "busy",
        cannot: `write ${path}`,
        because: `another opaws holds its lock for ${patience / 1000} seconds already`,
      });
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

function takes(file: Deno.FsFile, path: string): boolean {
  try {
    if (!file.tryLockSync(true)) return false;
  } catch (error) {
    file.close();
    throw asUserError(path, error);
  }
  // Whoever removed the lock file meanwhile (a vault was deleted) left us the lock of a file nobody else will open.
  try {
    return Deno.statSync(`${path}.lock`).ino === file.statSync().ino;
  } catch {
    return false;
  }
}

function openLock(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
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
