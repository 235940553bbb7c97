import type { Paths } from "../../fs/paths.ts";
import { parseStrictJsonFast } from "../../fs/strict_json.ts";
import { decodeUtf8 } from "../../fs/strict_json.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { damaged } from "../format/damaged.ts";
import { record, uuid, whole } from "../format/shape.ts";
import { shellWord } from "../../quote.ts";

/** The highest generation of each vault, by its id, that was opened or written on this machine. */
export type Generations = ReadonlyMap<string, number>;

/**
 * What `<state>/generations.json` says; empty when there is none. To be read before the vault itself:
 * a writer replaces the vault first, so the vault read afterwards is never older than this without cause.
 * Faults (65) when it is damaged, (78) when it is not to be trusted.
 */
export function readGenerations(paths: Pick<Paths, "state">): Generations {
  const path = pathOf(paths);
  const file = readTrusted(path);
  if (file === null) return new Map();
  try {
    const entries = Object.entries(record(parseStrictJsonFast(decodeUtf8(file.bytes)), ""));
    return new Map(entries.map(([id, value]) => [uuid(id, "a key"), whole(value, id, 1)]));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read ${path}`, `it is damaged: ${error.message}`, {
      try: `rm ${shellWord(path)}`,
      cause: error,
    });
  }
}

/**
 * Remembers that `generation` of the vault `id` was seen; nothing is written unless it is higher than `seen` says.
 * Where the state folder cannot be written (a read-only home, a full disk) it is left at that: opening a vault must
 * work there, at the price that an older copy would not be noticed.
 */
export async function rememberGeneration(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  seen: Generations,
  id: string,
  generation: number,
): Promise<void> {
  if ((seen.get(id) ?? 0) >= generation) return;
  try {
    await changeGenerations(host, paths, (all) => {
      if ((all.get(id) ?? 0) >= generation) return false;
      all.set(id, generation);
      return true;
    });
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
}

/** Forgets the vault `id`. Faults (73) or (74) when the file cannot be written. */
export async function forgetGeneration(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  id: string,
): Promise<void> {
  if (!readGenerations(paths).has(id)) return;
  await changeGenerations(host, paths, (all) => all.delete(id));
}

async function changeGenerations(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  change: (all: Map<string, number>) => boolean,
): Promise<void> {
  const path = pathOf(paths);
  await withLock(path, () => {
    const all = new Map(readGenerations(paths));
    if (!change(all)) return;
    const text = `${canonicalJson(Object.fromEntries(all))}\n`;
    writeAtomic(host, path, new TextEncoder().encode(text));
  });
}

function pathOf(paths: Pick<Paths, "state">): string {
  return `${paths.state}/generations.json`;
}
