import { writeAtomic } from "../disk/atomic_write.ts";
import { ensurePrivateFolder } from "../disk/folder.ts";
import { withLock } from "../disk/lock.ts";
import type { Places } from "../disk/places.ts";
import { decodeUtf8 } from "../disk/strict_json.ts";
import { checkOwnership, readTrusted } from "../disk/trusted_file.ts";
import type { Host } from "../host.ts";
import type { Binding, Bindings } from "./binding.ts";
import { parseConfig } from "./config.ts";

/** The file of one terminal session's bindings. */
export function terminalFile(places: Pick<Places, "runtime">, terminal: string): string {
  return `${places.runtime}/terminal-${terminal}.json`;
}

/**
 * The bindings of the terminal session `terminal`; none when nothing was bound in it. The folder may lie where others
 * can write, so its owner is checked as well. Faults (78) when folder or file are not to be trusted, (65) when damaged.
 */
export function readTerminalBindings(
  places: Pick<Places, "runtime">,
  terminal: string,
): Bindings {
  const file = readTrusted(terminalFile(places, terminal));
  if (file === null) return {};
  checkOwnership(places.runtime, Deno.statSync(places.runtime));
  try {
    return parseConfig(decodeUtf8(file.bytes)).scopes.global;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

/** Binds `tool` in the terminal session, or unbinds it with null. Faults: 73, 74, 75, 78. */
export async function writeTerminalBinding(
  host: Pick<Host, "random">,
  places: Pick<Places, "runtime">,
  terminal: string,
  tool: string,
  binding: Binding | null,
): Promise<void> {
  ensurePrivateFolder(places.runtime);
  const path = terminalFile(places, terminal);
  await withLock(path, () => {
    const { [tool]: _, ...others } = readTerminalBindings(places, terminal);
    const global = binding === null ? others : { ...others, [tool]: binding };
    if (Object.keys(global).length === 0) return remove(path);
    const text = JSON.stringify({ version: 1, scopes: { global } }, null, 2) + "\n";
    writeAtomic(host, path, new TextEncoder().encode(text));
  });
}

/** Removes what is kept for the terminal session `terminal`: its bindings and the mark of its kept keys. */
export function removeTerminal(places: Pick<Places, "runtime">, terminal: string): void {
  for (const end of ["json", "json.lock", "kept"]) {
    remove(`${places.runtime}/terminal-${terminal}.${end}`);
  }
}

/** Removes what is left of terminal sessions that have ended. Nothing there that cannot be listed is a fault. */
export function sweepTerminals(
  places: Pick<Places, "runtime">,
  isAlive: (terminal: string) => boolean,
): void {
  const seen = new Set<string>();
  try {
    for (const entry of Deno.readDirSync(places.runtime)) {
      const terminal = /^terminal-([\w-]+)\.(json|kept)(\.lock)?$/.exec(entry.name)?.[1];
      if (terminal !== undefined) seen.add(terminal);
    }
  } catch {
    return;
  }
  for (const terminal of seen) if (!isAlive(terminal)) removeTerminal(places, terminal);
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
