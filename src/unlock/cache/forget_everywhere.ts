import { listFolder } from "../../fs/list_folder.ts";
import { type Paths, temporaryRuntime } from "../../fs/paths.ts";
import { checkFolder } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { possessUserRing } from "./keyctl.ts";
import { destroyCachedKeys, kernelKeyringWorks } from "./kernel_keyring.ts";
import { SealedFile } from "./sealed_file.ts";

/**
 * Forgets the kept keys of every terminal session of this user, of one vault or of all, wherever they are kept: in the
 * kernel's keyring and in sealed files. It needs no terminal session of its own, so that a screen lock can ask for it.
 * What is sealed under a vault key, as cached credentials are, opens no more once the key is gone. Faults (74) when it
 * cannot be told what is kept.
 */
export async function forgetEverywhere(
  host: Host,
  paths: Paths,
  vault?: string,
): Promise<void> {
  if (host.platform === "linux" && kernelKeyringWorks()) {
    possessUserRing();
    destroyCachedKeys(paths, (cached) => vault === undefined || cached.vault === vault);
  }
  for (const runtime of runtimeFolders(host, paths)) {
    const there = { ...paths, runtime };
    for (const terminal of terminalsIn(runtime)) {
      // To drop an entry takes no key.
      await new SealedFile(host, there, terminal, new Uint8Array(32)).forget(vault);
    }
  }
}

/** The runtime folder of this environment, and that of one without `XDG_RUNTIME_DIR` (after `su`, in some multiplexers). */
function runtimeFolders(host: Host, paths: Paths): Set<string> {
  if (host.platform === "windows") return new Set([paths.runtime]);
  return new Set([paths.runtime, temporaryRuntime(host)]);
}

/** None in a folder that is not there or not to be trusted: what stands in that is not ours. Faults (74) as `listFolder`. */
function terminalsIn(runtime: string): string[] {
  try {
    checkFolder(runtime);
  } catch {
    return [];
  }
  return listFolder(runtime, `lock what is kept in ${runtime}`)
    .map((entry) => /^terminal-([\w-]+)\.kept$/.exec(entry.name)?.[1])
    .filter((terminal) => terminal !== undefined);
}
