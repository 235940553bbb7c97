import { writeAtomic } from "../../fs/atomic_write.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { isBundle } from "../../vault/store/open_with_token.ts";
import { parseVault } from "../../vault/format/parse.ts";

/**
 * The absolute path of `file`, where a bundle may be written: nothing stands there, or a bundle, which a renewed token
 * replaces. Faults (73) `exists`, (73) when its folder is not there.
 */
export function bundlePath(host: Pick<Host, "cwd">, file: string): string {
  const path = file.startsWith("/") ? file : `${host.cwd() ?? ""}/${file}`;
  const cannot = `write a bundle to ${file}`;
  try {
    if (!Deno.statSync(path.slice(0, path.lastIndexOf("/")) || "/").isDirectory) throw new Error();
  } catch {
    throw new UserError({
      exit: "cannotCreate",
      code: "no-folder",
      cannot,
      because: "its folder is not there",
    });
  }
  try {
    Deno.lstatSync(path);
  } catch {
    return path;
  }
  if (!standsBundle(path)) {
    throw new UserError({
      exit: "cannotCreate",
      code: "exists",
      cannot,
      because: "something that is no bundle is there already",
    });
  }
  return path;
}

/** Writes `bytes` to `path`, readable by this user alone. Faults (74). */
export function writeBundle(
  host: Pick<Host, "random">,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  writeAtomic(host, path, bytes);
}

function standsBundle(path: string): boolean {
  try {
    return Deno.statSync(path).isFile && isBundle(parseVault(Deno.readFileSync(path), path));
  } catch {
    return false;
  }
}
