import { writeAtomic } from "../../fs/atomic_write.ts";
import type { Host } from "../../host.ts";
import { readConfigText } from "./read_text.ts";
import { credentialsPath } from "./profiles.ts";
import { type IsStored, type Removed, scrub } from "./scrub.ts";

const PERMISSIONS = 0o777;

/**
 * Takes the access keys that are held out of the shared credentials file (`AWS_SHARED_CREDENTIALS_FILE`, else
 * `~/.aws/credentials`), which keeps its permission bits; a link to it stays a link. `dryRun` writes nothing.
 * A missing file has nothing to remove. Faults: 78 as `scrub`; 74 when the file cannot be read or written.
 */
export function scrubFile(
  host: Pick<Host, "env" | "random">,
  home: string,
  isHeld: IsStored,
  options: { readonly dryRun: boolean },
): { readonly path: string; readonly removed: readonly Removed[] } {
  const path = credentialsPath(host, home);
  const before = readConfigText(path);
  if (before === null) return { path, removed: [] };
  const { text, removed } = scrub(before, path, isHeld);
  if (removed.length === 0 || options.dryRun) return { path, removed };
  const { mode } = Deno.statSync(path);
  const bits = mode === null ? undefined : mode & PERMISSIONS;
  writeAtomic(
    host,
    path.startsWith("/") ? path : `./${path}`,
    new TextEncoder().encode(text),
    bits,
  );
  // The file was made under the umask, which may have taken bits away.
  if (bits !== undefined) Deno.chmodSync(path, bits);
  return { path, removed };
}
