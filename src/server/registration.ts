import { exists } from "../fs/exists.ts";
import type { Paths } from "../fs/paths.ts";
import { ensurePrivateFolder } from "../fs/private_folder.ts";
import type { RuntimePaths } from "../fs/runtime_folders.ts";
import { systemError } from "../fs/system_error.ts";
import { checkFolder } from "../fs/trusted_file.ts";
import type { Host } from "../host.ts";
import { joinPath } from "../fs/path.ts";

/** What other commands know about a running server. It contains no secret. */
interface ServerRecord {
  /** The id of the terminal session that it belongs to; null if there is none. */
  readonly terminal: string | null;
  /** The id of the vault of its item; null without an item. */
  readonly vault: string | null;
  /** The program that it serves, or `serve`. */
  readonly tool: string;
  /** Its process id. */
  readonly pid: number;
  /** When it ends at the latest; epoch milliseconds. */
  readonly until: number;
}

const NAME = /^(server-[0-9a-f]{16})\.json$/;

/**
 * The file by which a running server can be found and ended: `opaws lock` removes it, and the server looks for it before
 * each answer. The server holds a lock on a second file, which the system releases if the server is killed.
 */
export class Registration {
  readonly #lock: Deno.FsFile;
  readonly #path: string;
  readonly #inode: number | null;
  /** The folder for the files of the server, which {@linkcode end} removes. It may not exist. */
  readonly folder: string;

  private constructor(lock: Deno.FsFile, path: string) {
    this.#lock = lock;
    this.#path = path;
    this.#inode = Deno.lstatSync(path).ino;
    this.folder = path.replace(/\.json$/, "");
  }

  /**
   * Registers a server, and removes what killed servers left behind.
   *
   * @throws UserError (73, 74, 78) if that is not possible: nothing could then end the server.
   */
  static create(host: Pick<Host, "random">, paths: Paths, record: ServerRecord): Registration {
    ensurePrivateFolder(paths.runtime);
    listServers(paths);
    const path = joinPath(paths.runtime, `server-${host.random(8).toHex()}.json`);
    const options = { write: true, createNew: true, mode: 0o600 };
    try {
      const lock = Deno.openSync(lockOf(path), { ...options, read: true });
      lock.lockSync(true);
      Deno.writeTextFileSync(path, JSON.stringify(record), options);
      return new Registration(lock, path);
    } catch (error) {
      throw systemError("write-failed", `write ${path}`, error);
    }
  }

  /** Reports whether nothing has ended the server. */
  isCurrent(): boolean {
    try {
      return Deno.lstatSync(this.#path).ino === this.#inode;
    } catch {
      return false;
    }
  }

  /** Removes the file and the folder of the server. */
  end(): void {
    this.#lock.close();
    removeFiles(this.#path);
  }
}

/** Ends the servers for which `which` returns true: they answer no more requests. Throws UserError (74) if one stays. */
export function endServers(
  paths: RuntimePaths,
  which: (record: ServerRecord) => boolean,
): void {
  for (const { path, record } of runningServers(paths)) {
    if (!which(record)) continue;
    try {
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        throw systemError("write-failed", `end the server of ${record.tool}`, error);
      }
    }
  }
}

/** Returns the running servers of this user. Removes what killed ones left behind. */
export function listServers(paths: RuntimePaths): ServerRecord[] {
  return runningServers(paths).map(({ record }) => record);
}

function runningServers(
  { runtimes }: RuntimePaths,
): { readonly path: string; readonly record: ServerRecord }[] {
  return runtimes.flatMap((folder) =>
    serverFiles(folder).flatMap((path) => {
      const record = readRunning(path);
      return record === null ? [] : [{ path, record }];
    })
  );
}

function serverFiles(folder: string): string[] {
  if (!exists(folder)) return [];
  try {
    checkFolder(folder);
    return [...Deno.readDirSync(folder)].filter(({ name }) => NAME.test(name))
      .map(({ name }) => joinPath(folder, name));
  } catch {
    return []; // not ours
  }
}

/** Returns the record at `path`; null if its server is gone, whose files are then removed. */
function readRunning(path: string): ServerRecord | null {
  try {
    if (isHeld(lockOf(path))) return JSON.parse(Deno.readTextFileSync(path));
    removeFiles(path);
  } catch {
    // It ended in the meantime.
  }
  return null;
}

/** Reports whether a process holds the lock on the file at `path`. */
function isHeld(path: string): boolean {
  if (!exists(path)) return false;
  using file = Deno.openSync(path, { read: true, write: true });
  return !file.tryLockSync(true);
}

function lockOf(path: string): string {
  return path.replace(/\.json$/, ".lock");
}

function removeFiles(path: string): void {
  for (const each of [path, lockOf(path), path.replace(/\.json$/, "")]) {
    try {
      Deno.removeSync(each, { recursive: true });
    } catch {
      // It is gone, or the next server tries again.
    }
  }
}
