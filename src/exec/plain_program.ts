import { isFolder, isRegular, libc } from "../libc.ts";
import { isPath, joinPath, nameOf, normalizeDirectory, selfAndParents } from "../fs/path.ts";
import { isShimText, SHIM_START } from "../shell/shim_mark.ts";

/**
 * Returns the program that `command` names on `path`, the value of PATH, if nothing about it is unusual: no part of its
 * path is a symlink, and nobody but root and this user can write to it or to a folder above it. `shims` is the folder of
 * opaws's shims, which is skipped. Nothing is taken from another folder of that name, which may be the same one by another
 * path. Returns null otherwise, and `findProgram` decides. Linux only.
 */
export function findPlainProgram(command: string, path: string, shims: string): string | null {
  if (isPath(command)) return null;
  for (const folder of path.split(":")) {
    if (normalizeDirectory(folder) !== folder) return null;
    const file = joinPath(folder, command);
    if (folder === shims || libc().status(file, false) === null) continue;
    return nameOf(folder) !== "shims" && isPlain(file) ? file : null;
  }
  return null;
}

function isPlain(file: string): boolean {
  const uid = Deno.uid();
  return selfAndParents(file).every((path) => {
    const found = libc().status(path, false);
    if (found === null || (found.uid !== 0 && found.uid !== uid) || (found.mode & 0o022) !== 0) {
      return false;
    }
    if (path !== file) return isFolder(found);
    return isRegular(found) && !isShim(file) && libc().isExecutable(file);
  });
}

/** Reports whether the file is a shim that was copied out of their folder. True if it cannot be read. */
function isShim(file: string): boolean {
  const start = libc().readFile(file, SHIM_START, () => true);
  return start === null || isShimText(new TextDecoder().decode(start));
}
