import { writeAtomic } from "../../fs/atomic_write.ts";
import { absolutePath, isAbsolute } from "../../fs/path.ts";
import type { Host } from "../../host.ts";
import { readConfigText } from "./read_text.ts";
import { credentialsPath } from "./profiles.ts";
import { type IsStored, type Removed, scrub } from "./scrub.ts";

const PERMISSION_BITS = 0o777;

/**
 * Removes stored access keys from the shared credentials file (`AWS_SHARED_CREDENTIALS_FILE`, else
 * `~/.aws/credentials`). The file keeps its permission bits; a symlink is written through. With `dryRun` nothing is
 * written. If there is no file, nothing is removed.
 *
 * @throws UserError as {@linkcode scrub} does; (74, I/O) if the file cannot be read or written.
 */
export function scrubFile(
  host: Pick<Host, "env" | "random">,
  home: string,
  isStored: IsStored,
  options: { readonly dryRun: boolean },
): { readonly path: string; readonly removed: readonly Removed[] } {
  const path = credentialsPath(host, home);
  const before = readConfigText(path);
  if (before === null) return { path, removed: [] };
  const { text, removed } = scrub(before, path, isStored);
  if (removed.length === 0 || options.dryRun) return { path, removed };
  const { mode } = Deno.statSync(path);
  const bits = mode === null ? undefined : mode & PERMISSION_BITS;
  writeAtomic(
    host,
    isAbsolute(path) ? path : absolutePath(path, Deno.cwd()),
    new TextEncoder().encode(text),
    bits,
  );
  // The umask may have removed bits from the new file.
  if (bits !== undefined && Deno.build.os !== "windows") Deno.chmodSync(path, bits);
  return { path, removed };
}
