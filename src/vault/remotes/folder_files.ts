import { UserError } from "../../errors.ts";
import { syncFolder } from "../../fs/atomic_write.ts";
import { joinPath } from "../../fs/path.ts";
import { describeError, systemError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import { libc } from "../../libc.ts";

/** What the system answers on a file system without hard links: exFAT, some of FUSE and of CIFS. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV", "EINVAL"];
const MAX_FILES = 200_000;
/** What a write that was killed leaves. A younger one may be a write of another member. */
const LEFTOVER = /^\.opaws-[0-9a-f]{12}\.tmp$/;
const LEFTOVER_AGE = 86_400_000; // milliseconds

/**
 * The files of a shared folder. Other people write there too, on other machines, so that nothing in it is trusted, and no
 * file is complete because it is there. Files have their final name only once, and nobody replaces them.
 */
export class FolderFiles {
  readonly #path: string;
  readonly #host: Pick<Host, "random">;
  readonly #report: (line: string) => void;
  #isReported = false;

  /** Works in the folder at `path`, which must exist. `report` prints a line. */
  constructor(path: string, host: Pick<Host, "random">, report: (line: string) => void) {
    this.#path = path;
    this.#host = host;
    this.#report = report;
  }

  /**
   * Returns the names in the folder called `folder`; none if it is not there.
   *
   * @throws UserError (66) if the shared folder itself is not there, because its disk or network is not; (74) if it cannot
   *   be read; (78) if `folder` is a symlink, which would lead out of it.
   */
  list(folder: string): string[] {
    this.#checkRoot();
    const path = joinPath(this.#path, folder);
    try {
      if (Deno.lstatSync(path).isSymlink) throw this.refused(`${folder} in it is a symlink`);
      const names: string[] = [];
      for (const { name } of Deno.readDirSync(path)) {
        if (names.push(name) > MAX_FILES) throw this.refused("it has too many files");
      }
      return names;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      if (error instanceof UserError) throw error;
      throw systemError("unreadable-folder", `read ${path}`, error);
    }
  }

  /**
   * Returns the content of a file of at most `maxBytes`; null if there is none, or it is larger, not a regular file, or not
   * readable at the moment. Follows no symlink, and waits for no writer of a pipe.
   */
  read(folder: string, name: string, maxBytes: number): Uint8Array<ArrayBuffer> | null {
    const path = joinPath(this.#path, folder, name);
    if (Deno.build.os === "linux") {
      return libc().readFile(path, maxBytes, ({ size }) => size <= maxBytes);
    }
    try {
      const { isFile, size } = Deno.lstatSync(path);
      return isFile && size <= maxBytes ? Deno.readFileSync(path) : null;
    } catch {
      return null;
    }
  }

  /**
   * Writes a file completely or not at all, and never over one that `isWhole` accepts. Other members can read it as far as
   * this user's umask allows.
   *
   * @throws UserError (74, I/O) if that fails.
   */
  async write(
    folder: string,
    name: string,
    bytes: Uint8Array<ArrayBuffer>,
    isWhole: () => Promise<boolean>,
  ): Promise<void> {
    this.#checkRoot();
    const parent = joinPath(this.#path, folder);
    const path = joinPath(parent, name);
    const temporary = joinPath(parent, `.opaws-${this.#host.random(6).toHex()}.tmp`);
    try {
      Deno.mkdirSync(parent, { recursive: true });
      if (Deno.lstatSync(parent).isSymlink) throw this.refused(`${folder} in it is a symlink`);
      writeNew(temporary, bytes);
      if (!this.#link(temporary, path) && !await isWhole()) {
        // Half of a copy, or of a write that was killed. Its name says what it has to become.
        Deno.renameSync(temporary, path);
      }
      syncFolder(parent);
      removeLeftovers(parent);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw systemError("write-failed", `write ${path}`, error);
    } finally {
      remove(temporary);
    }
  }

  /** Removes a file, if it is there. Throws UserError (74, I/O) if that fails. */
  remove(folder: string, name: string): void {
    const path = joinPath(this.#path, folder, name);
    try {
      Deno.removeSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw systemError("write-failed", `remove ${path}`, error);
    }
  }

  /** Gives the file `temporary` the name `path` too. Returns false if there is a file of that name. */
  #link(temporary: string, path: string): boolean {
    try {
      Deno.linkSync(temporary, path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      if (!NO_LINKS.includes((error as { readonly code?: string }).code ?? "")) throw error;
    }
    if (!this.#isReported) {
      this.#isReported = true;
      this.#report(
        `opaws: ${this.#path} has no hard links; files there are not complete at once`,
      );
    }
    try {
      Deno.openSync(path, { write: true, createNew: true }).close(); // O_EXCL
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
    Deno.renameSync(temporary, path);
    return true;
  }

  #checkRoot(): void {
    let because = "it is not a folder";
    try {
      if (Deno.statSync(this.#path).isDirectory) return;
    } catch (error) {
      because = error instanceof Deno.errors.NotFound
        ? "there is no such folder, or its disk or server is not connected"
        : describeError(error);
    }
    throw new UserError({
      exit: "notFound",
      code: "no-folder",
      cannot: `sync with ${this.#path}`,
      because,
      details: { path: this.#path },
    });
  }

  /** Returns the error (78, refused) that the folder cannot be used, with its cause. */
  refused(because: string): UserError {
    return new UserError({
      exit: "refused",
      code: "untrusted-folder",
      cannot: `sync with ${this.#path}`,
      because,
      details: { path: this.#path },
    });
  }
}

function writeNew(path: string, bytes: Uint8Array<ArrayBuffer>): void {
  const file = Deno.openSync(path, { write: true, createNew: true });
  try {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    file.syncSync();
  } finally {
    file.close();
  }
}

/** Removes what writes that were killed have left in `folder`. */
function removeLeftovers(folder: string): void {
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      if (!LEFTOVER.test(name)) continue;
      const path = joinPath(folder, name);
      const { mtime } = Deno.lstatSync(path);
      if (Date.now() - (mtime?.getTime() ?? Infinity) > LEFTOVER_AGE) remove(path);
    }
  } catch {
    // Another member has removed it. What cannot be removed does no harm.
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was renamed, or never written.
  }
}
