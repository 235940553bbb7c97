import { isFolder, isRegular, libc } from "../libc.ts";
import { isShimText, SHIM_START } from "../shell/shim_mark.ts";

/** No shim is longer; bytes. */
const MAX_SHIM_BYTES = 16 * 1024;

/**
 * Returns the program that `command` names on `path`, the value of PATH, if nothing about it is unusual: no part of its
 * path is a symlink, and nobody but root and this user can write to it or to a folder above it. `shims` is the folder of
 * opaws's shims, which is skipped. Returns null otherwise, and `findProgram` decides. Linux only.
 */
export function findPlainProgram(command: string, path: string, shims: string): string | null {
  if (command.includes("/")) return null;
  for (const folder of path.split(":")) {
    if (!/^(\/[^/]+)+$/.test(folder) || /\/\.\.?(\/|$)/.test(folder)) return null;
    const file = `${folder}/${command}`;
    if (folder === shims || libc().status(file, false) === null) continue;
    return isPlain(file) ? file : null;
  }
  return null;
}

function isPlain(file: string): boolean {
  const uid = Deno.uid();
  for (let end = 0; end >= 0;) {
    end = file.indexOf("/", end + 1);
    const found = libc().status(end < 0 ? file : file.slice(0, end), false);
    if (found === null || (found.uid !== 0 && found.uid !== uid) || (found.mode & 0o022) !== 0) {
      return false;
    }
    if (end >= 0 && !isFolder(found)) return false;
    if (end < 0 && (!isRegular(found) || found.size < MAX_SHIM_BYTES && isShim(file))) return false;
  }
  return libc().isExecutable(file);
}

/** Reports whether the file is a shim that was copied out of their folder. True if it cannot be read. */
function isShim(file: string): boolean {
  const content = libc().readFile(file, MAX_SHIM_BYTES, () => true);
  return content === null || isShimText(new TextDecoder().decode(content.subarray(0, SHIM_START)));
}
