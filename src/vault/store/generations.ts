import type { BaseKey } from "../crypto/derive.ts";
import type { Paths } from "../../fs/paths.ts";
import { decodeUtf8, parseStrictJsonFast } from "../../fs/strict_json.ts";
import { isUnwritable } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { signSeen, verifySeen } from "../crypto/mac.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { damaged } from "../format/parse.ts";
import { bytes, integer, members, record, uuid } from "../format/shape.ts";
import { MAC_BYTES, type VaultFile } from "../format/vault_file.ts";
import { joinPath } from "../../fs/path.ts";
import { removeCommand } from "../../fix_commands.ts";

/** The newest generation of a vault that this machine has opened or written. */
interface SeenGeneration {
  /** The generation. */
  readonly generation: number;
  /** The MAC of the file, in base64url; null if the first build of opaws, which did not store it, saw the file. */
  readonly mac: string | null;
  /** The HMAC of the other members under the vault key, in base64url; null without `mac`. */
  readonly proof: string | null;
}

/** What this machine has seen of each vault, by vault id. The proofs are not verified. */
export type Generations = ReadonlyMap<string, SeenGeneration>;

/**
 * Reads `<state>/generations.json` without verifying it; empty if it doesn't exist. Callers read it before the vault. A writer replaces the
 * vault first, so a vault read afterwards is older than this only if someone put an older file there.
 *
 * @throws UserError (65) if it is damaged, (78) if it cannot be trusted.
 */
export function readGenerations(paths: Pick<Paths, "state">): Generations {
  const path = pathOf(paths);
  const content = readTrusted(path);
  if (content === null) return new Map();
  try {
    const entries = Object.entries(record(parseStrictJsonFast(decodeUtf8(content)), ""));
    return new Map(entries.map(([id, value]) => [uuid(id, "a key"), parseSeen(value, id)]));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read ${path}`, `it is damaged: ${error.message}`, {
      try: removeCommand(path),
      cause: error,
    });
  }
}

/**
 * Reports whether `seen` was written with the vault key. `secret` is the imported vault key. An entry of the first build
 * has no proof and counts as genuine.
 */
export async function isGenuine(
  secret: BaseKey,
  id: string,
  { generation, mac, proof }: SeenGeneration,
): Promise<boolean> {
  return mac === null || await verifySeen(secret, { id, generation, mac }, proof!);
}

/**
 * Remembers that this machine has seen the verified `file`. Writes nothing unless its generation is higher than in
 * `seen`, or the entry there is not genuine. `secret` is the imported vault key. If the state folder cannot be written (a
 * read-only home, a full disk), the generation is not remembered: vaults must open there, and the price is that an older
 * copy goes unnoticed.
 */
export async function rememberGeneration(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  seen: Generations,
  secret: BaseKey,
  file: Pick<VaultFile, "id" | "generation" | "mac">,
): Promise<void> {
  const { id, generation, mac } = file;
  const isNew = async (old: SeenGeneration | undefined): Promise<boolean> =>
    old === undefined || generation > old.generation ||
    (generation === old.generation && old.mac === null) || !await isGenuine(secret, id, old);
  if (!await isNew(seen.get(id))) return;
  try {
    const proof = await signSeen(secret, file);
    await changeGenerations(host, paths, async (all) => {
      if (!await isNew(all.get(id))) return false;
      all.set(id, { generation, mac, proof });
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
  change: (all: Map<string, SeenGeneration>) => boolean | Promise<boolean>,
): Promise<void> {
  // Most invocations only read, so the modules for writing are loaded here.
  const { withLock } = await import("../../fs/lock.ts");
  const { writeAtomic } = await import("../../fs/atomic_write.ts");
  const path = pathOf(paths);
  await withLock(path, async () => {
    const all = new Map(readGenerations(paths));
    if (!await change(all)) return;
    const text = `${canonicalJson(Object.fromEntries([...all].map(storedSeen)))}\n`;
    writeAtomic(host, path, new TextEncoder().encode(text));
  });
}

function parseSeen(value: unknown, id: string): SeenGeneration {
  if (typeof value === "number") {
    return { generation: integer(value, id, 1), mac: null, proof: null };
  }
  const seen = members(value, id, ["generation", "mac", "proof"]);
  integer(seen.generation, `${id}.generation`, 1);
  bytes(seen.mac, `${id}.mac`, MAC_BYTES);
  bytes(seen.proof, `${id}.proof`, MAC_BYTES);
  return seen as unknown as SeenGeneration;
}

function storedSeen([id, seen]: [string, SeenGeneration]): [string, unknown] {
  return [id, seen.mac === null ? seen.generation : seen];
}

function pathOf(paths: Pick<Paths, "state">): string {
  return joinPath(paths.state, "generations.json");
}
