import type { Host } from "../host.ts";
import { readBootId } from "./boot_id.ts";
import { isFolder, libc } from "../libc.ts";
import { exists } from "./exists.ts";
import type { Paths } from "./paths.ts";
import { isAbsolute, joinPath, nativePath } from "./path.ts";

/** The folders of terminal sessions. */
export type RuntimePaths = Pick<Paths, "runtimes">;

/** What {@linkcode runtimeFolders} asks the system. Tests bring their own. */
export interface RuntimeSystem {
  /** Reports whether the folder at `path` is one that only the user `uid` can write to. */
  readonly isOwnFolder: (path: string, uid: number | null) => boolean;
  /** Returns the id of the time since the machine started. */
  readonly bootId: () => string;
}

/** The folders of earlier boots are removed after this long; milliseconds. */
const OLD_RUNTIME_AGE = 30 * 86_400_000;

/**
 * Returns the folders that can hold the files of terminal sessions. New files go to the first. It is in
 * `XDG_RUNTIME_DIR`, else in the folder that systemd makes for the user, else in `state`. A folder that others can
 * write to never counts, such as another user's `XDG_RUNTIME_DIR`, which `su` passes on, and no shared temporary folder
 * is used: another user could make a folder there first. Not on Windows.
 */
export function runtimeFolders(
  host: Pick<Host, "env" | "uid">,
  state: string,
  { isOwnFolder: isOwn, bootId }: RuntimeSystem = { isOwnFolder, bootId: bootIdOrNone },
): [string, ...string[]] {
  const uid = host.uid();
  const named = nativePath(host.env("XDG_RUNTIME_DIR") ?? "", "linux");
  const folder = [named, `/run/user/${uid}`]
    .find((each) => isAbsolute(each, "linux") && isOwn(each, uid));
  const inState = joinPath(state, "run", bootId());
  return folder === undefined ? [inState] : [joinPath(folder, "opaws"), inState];
}

/**
 * Returns the path of the file `name` of a terminal session: where it exists, else where it is to be created. The folder
 * can change while a terminal is open, because systemd makes one at the user's first login and removes it at the last
 * logout. A choice for the terminal must not silently be lost then.
 */
export function runtimeFile({ runtimes }: RuntimePaths, name: string): string {
  return runtimes.map((folder) => joinPath(folder, name)).find(exists) ??
    joinPath(runtimes[0], name);
}

/**
 * Removes the folders of terminal sessions of earlier boots. Waits a month, because another machine may share the home
 * directory and still run. Ignores what cannot be removed.
 */
export function removeOldRuntimes(
  { state, runtimes }: Pick<Paths, "state" | "runtimes">,
  now: number,
): void {
  try {
    if (!exists(joinPath(state, "run"))) return;
    for (const { name, isDirectory } of Deno.readDirSync(joinPath(state, "run"))) {
      const folder = joinPath(state, "run", name);
      if (!isDirectory || runtimes.includes(folder) || lastChange(folder) > now - OLD_RUNTIME_AGE) {
        continue;
      }
      Deno.removeSync(folder, { recursive: true });
    }
  } catch {
    // The next shell tries again.
  }
}

/** Returns when `folder` or a file in it was last written; epoch milliseconds. */
function lastChange(folder: string): number {
  const files = [...Deno.readDirSync(folder)].map(({ name }) => joinPath(folder, name));
  return Math.max(
    ...[folder, ...files].map((path) => Deno.lstatSync(path).mtime?.getTime() ?? Infinity),
  );
}

function isOwnFolder(path: string, uid: number | null): boolean {
  if (Deno.build.os === "linux") return isOwnFolderOnLinux(path, uid);
  if (!exists(path)) return false;
  try {
    const link = Deno.lstatSync(path);
    if (link.isSymlink && link.uid !== 0 && link.uid !== uid) return false;
    const { isDirectory, uid: owner, mode } = Deno.statSync(path);
    return isDirectory && owner === uid && ((mode ?? 0) & 0o022) === 0;
  } catch {
    return false;
  }
}

/** As {@linkcode isOwnFolder}, without the first call of `Deno.lstatSync`, which takes half a millisecond. */
function isOwnFolderOnLinux(path: string, uid: number | null): boolean {
  const link = libc().status(path, false);
  const isUsable = link !== null && (isFolder(link) || link.uid === 0 || link.uid === uid);
  const folder = isUsable ? libc().status(path, true) : null;
  return folder !== null && isFolder(folder) && folder.uid === uid && (folder.mode & 0o022) === 0;
}

/** Some sandboxes have no `/proc`. The ids of terminal sessions then keep those of different boots apart. */
function bootIdOrNone(): string {
  try {
    return readBootId();
  } catch {
    return "unknown-boot";
  }
}
