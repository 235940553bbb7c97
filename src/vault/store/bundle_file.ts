import { UserError } from "../../errors.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import { exists } from "../../fs/exists.ts";
import { absolutePath, isAbsolute, nativePath, parentOf } from "../../fs/path.ts";
import type { Host } from "../../host.ts";
import { parseVault } from "../format/parse.ts";
import { isBundle } from "./open_with_token.ts";

/**
 * Returns the absolute path of `file` if a bundle may be written there: nothing exists at that path, or a bundle that a
 * renewed token replaces.
 *
 * @throws UserError (73) if something else exists there, or if its folder does not exist.
 */
export function bundlePath(host: Pick<Host, "cwd">, file: string): string {
  const cwd = host.cwd();
  const isGone = cwd === null && !isAbsolute(file);
  const path = isGone ? file : nativePath(absolutePath(file, cwd ?? "/"));
  if (isGone || !isFolder(parentOf(path))) {
    throw cannotWrite(file, "no-folder", "its folder does not exist");
  }
  if (exists(path) && !isBundleFile(path)) {
    throw cannotWrite(file, "exists", "something that is not a bundle already exists there");
  }
  return path;
}

/**
 * Writes a bundle to `path`, readable by this user only.
 *
 * @throws UserError (74) if it cannot be written.
 */
export function writeBundle(
  host: Pick<Host, "random">,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  writeAtomic(host, path, bytes);
}

function cannotWrite(file: string, code: string, because: string): UserError {
  return new UserError({
    exit: "cannotCreate",
    code,
    cannot: `write a bundle to ${file}`,
    because,
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Reads regular files only: a pipe or a device might never end. */
function isBundleFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile && isBundle(parseVault(Deno.readFileSync(path), path));
  } catch {
    return false;
  }
}
