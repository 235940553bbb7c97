import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import type { TerminalSession } from "../terminal_session.ts";
import { entrySealOf } from "./entry_seal.ts";
import { KernelKeyring, kernelKeyringWorks } from "./kernel_keyring.ts";
import { SealedFile } from "./sealed_file.ts";
import type { UnlockCache } from "./unlock_cache.ts";

/**
 * Returns the unlock cache of this machine: the kernel's keyring if it works (Linux), or else a sealed file that only
 * this terminal opens; null if there is no terminal session to cache for.
 */
export function chooseUnlockCache(
  host: Host,
  paths: Paths,
  terminal: TerminalSession | null,
): UnlockCache | null {
  guardMemory(); // the cache returns and takes keys
  if (terminal === null) return null;
  if (kernelKeyringWorks(host)) return new KernelKeyring(host, paths, terminal.id);
  const entrySeal = entrySealOf(host, terminal);
  return entrySeal && new SealedFile(host, paths, terminal.id, entrySeal);
}
