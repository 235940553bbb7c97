import { listFolder } from "../../fs/list_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { checkFolder } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { destroyCachedKeys, kernelKeyringWorks } from "./kernel_keyring.ts";
import { keySeal } from "./entry_seal.ts";
import { recordLock } from "./lock_record.ts";
import { SealedFile } from "./sealed_file.ts";

/**
 * Forgets the cached keys of every terminal session of this user, of one vault or of all, in the kernel's keyring and in
 * sealed files. It needs no terminal session, so that a screen lock can call it. Cached credentials are sealed under the
 * vault key, so nothing opens them afterwards either. Throws UserError (74) if a folder cannot be listed.
 */
export async function forgetEverywhere(
  host: Host,
  paths: Paths,
  vault?: string,
): Promise<void> {
  if (kernelKeyringWorks(host)) {
    destroyCachedKeys(paths, (cached) => vault === undefined || cached.vault === vault);
  } else {
    await recordLock(host, paths, { terminal: "*", vault: vault ?? "*" });
  }
  for (const runtime of paths.runtimes) {
    const only: Paths = { ...paths, runtimes: [runtime] };
    for (const terminal of terminalsIn(runtime)) {
      const noKey = keySeal(host, new Uint8Array(32)); // removing an entry takes no key
      await new SealedFile(host, only, terminal, noKey).forget(vault);
    }
  }
}

/** Returns the terminal sessions with a cache in `runtime`; none if it does not exist or is not trusted, so not ours. */
function terminalsIn(runtime: string): string[] {
  try {
    checkFolder(runtime);
  } catch {
    return [];
  }
  return listFolder(runtime, `list the unlocked terminals in ${runtime}`)
    .map((entry) => /^terminal-([\w-]+)\.unlocked$/.exec(entry.name)?.[1])
    .filter((terminal) => terminal !== undefined);
}
