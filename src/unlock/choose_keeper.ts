import { guardMemory } from "../guard.ts";
import type { Host } from "../host.ts";
import type { Places } from "../disk/places.ts";
import type { Keeper } from "./keeper.ts";
import { KernelKeyring, kernelKeyringWorks } from "./kernel_keyring.ts";
import { SealedFile } from "./sealed_file.ts";
import type { TerminalSession } from "./terminal_session.ts";

/**
 * Answers the keeper of this machine: the kernel's keyring on Linux where it works, else a sealed file that only
 * this terminal's `OPAWS_SESSION` opens; null when there is no terminal session to keep anything for.
 */
export function chooseKeeper(
  host: Host,
  places: Places,
  terminal: TerminalSession | null,
): Keeper | null {
  guardMemory(); // what a keeper gives, and what it is given, is a key
  if (terminal === null) return null;
  if (host.platform === "linux" && kernelKeyringWorks()) {
    return new KernelKeyring(host, places, terminal.id);
  }
  return terminal.key ? new SealedFile(host, places, terminal.id, terminal.key) : null;
}
