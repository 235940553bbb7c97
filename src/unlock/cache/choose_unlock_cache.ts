import { guardMemory } from "../../memory_guard.ts";
import type { Host } from "../../host.ts";
import type { Paths } from "../../fs/paths.ts";
import type { UnlockCache } from "./unlock_cache.ts";
import { KernelKeyring, kernelKeyringWorks } from "./kernel_keyring.ts";
import { SealedFile } from "./sealed_file.ts";
import type { TerminalSession } from "../terminal_session.ts";

/**
 * Answers the keeper of this machine: the kernel's keyring on Linux where it works, else a sealed file that only
 * this terminal's `OPAWS_SESSION` opens; null when there is no terminal session to keep anything for.
 */
export function chooseUnlockCache(
  host: Host,
  paths: Paths,
  terminal: TerminalSession | null,
): UnlockCache | null {
  guardMemory(); // what a unlockCache gives, and what it is given, is a key
  if (terminal === null) return null;
  if (host.platform === "linux" && kernelKeyringWorks()) {
    return new KernelKeyring(host, paths, terminal.id);
  }
  return terminal.key ? new SealedFile(host, paths, terminal.id, terminal.key) : null;
}
