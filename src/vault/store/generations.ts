import type { Paths } from "../../fs/paths.ts";
import { decodeUtf8, parseStrictJsonFast } from "../../fs/strict_json.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { damaged } from "../format/parse.ts";
import { integer, record, uuid } from "../format/shape.ts";

/** The highest generation of each vault, by vault id, that this machine has opened or written. */
export type Generations = ReadonlyMap<string, number>;

/**
 * Reads `<state>/generations.json`; empty if it doesn't exist. Callers read it before the vault. A writer replaces the
 * vault first, so a vault read afterwards is older than this only if someone put an older file there.
 *
 * @throws UserError (65) if it is damaged, (78) if it cannot be trusted.
 */
export function readGenerations(paths: Pick<Paths, "state">): Generations {
  const path = pathOf(paths);
  const bytes = readTrusted(path);
  if (bytes === null) return new Map();
  try {
    const entries = Object.entries(record(parseStrictJsonFast(decodeUtf8(bytes)), ""));
    return new Map(entries.map(([id, value]) => [uuid(id, "a key"), integer(value, id, 1)]));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read ${path}`, `it is damaged: ${error.message}`, {
      try: `rm ${shellWord(path)}`,
      cause: error,
    });
  }
}

/**
 * Remembers that this machine has seen `generation` of the vault `id`. Writes nothing unless it is higher than in `seen`.
 * If the state folder cannot be written (a read-only home, a full disk), the generation is not remembered: vaults must
 * open there, and the price is that an older copy goes unnoticed.
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

/** Forgets the vault `id`. Throws UserError (73) or (74) if the file cannot be written. */
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
  // Most invocations only read, so the modules for writing are loaded here.
  const { withLock } = await import("../../fs/lock.ts");
  const { writeAtomic } = await import("../../fs/atomic_write.ts");
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
