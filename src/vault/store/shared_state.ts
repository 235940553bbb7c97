import type { BaseKey } from "../crypto/derive.ts";
import { systemError } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Paths } from "../../fs/paths.ts";
import { joinPath } from "../../fs/path.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { removeCommand } from "../../fix_commands.ts";
import type { Host } from "../../host.ts";
import { signState, verifyState } from "../crypto/mac.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { parseSigned } from "../crypto/signed_header_text.ts";
import { damaged } from "../format/parse.ts";
import { bytes, instant, integer, list, members, text } from "../format/shape.ts";
import { MAC_BYTES } from "../format/vault_file.ts";

/** What this machine knows about the remote of a shared vault. */
export interface SharedState {
  /** Which remote it is about: its address and, if it has one, the server. Empty before the first sync. */
  readonly remote: string;
  /** The hashes of the newest generations that the remote had when it was last read or written. */
  readonly heads: readonly string[];
  /** The signed headers from which later ones are verified: those of the heads, and of what led to them since the last sync. */
  readonly headers: readonly SignedHeader[];
  /** The signed headers of local generations before the current one that the remote does not have yet. */
  readonly pending: readonly SignedHeader[];
  /**
   * The hash of the newest local generation that the remote may have, because its push began or because it came from
   * there. A local generation with another hash was never outside, so the next change may replace it.
   */
  readonly attempted: string | null;
  /** The heads of which a merge said that the generation on this machine has all they have, although it does not continue them. */
  readonly covers: readonly string[];
  /** What the remote's conditional request compares; null to read it in any case. */
  readonly tag: string | null;
  /** When the remote was last read; epoch milliseconds. */
  readonly synced: number;
  /** The time of the newest generation that was seen on the remote, RFC 3339; null if there was none. */
  readonly newest: string | null;
  /** Whether older generations still have to be deleted from the remote, because a key or a slot was removed. */
  readonly cleanup: boolean;
}

/** The state before the first sync. */
export const NO_STATE: SharedState = {
  remote: "",
  heads: [],
  headers: [],
  pending: [],
  attempted: null,
  covers: [],
  tag: null,
  synced: 0,
  newest: null,
  cleanup: false,
};

const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Reads the state of the vault with the id `vault`; null if there is none, because the vault was never synced here or the
 * file was lost. `secret` is the imported vault key: nobody without it can make opaws accept an older remote.
 *
 * @throws UserError (65) if the file is damaged or was changed without the key, (78) if it cannot be trusted.
 */
export async function readSharedState(
  paths: Pick<Paths, "state">,
  secret: BaseKey,
  vault: string,
): Promise<SharedState | null> {
  const path = sharedStatePath(paths, vault);
  const content = readTrusted(path, MAX_BYTES);
  if (content === null) return null;
  try {
    const { proofs, state } = members(parseStrictJson(decodeUtf8(content)), "", [
      "proofs",
      "state",
    ]);
    const parsed = parseState(state);
    const covered = stateBytes(parsed);
    for (const [index, proof] of list(proofs, "proofs").entries()) {
      bytes(proof, `proofs[${index}]`, MAC_BYTES);
      if (await verifyState(secret, vault, covered, proof as string)) return parsed;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unusable(path, `it is damaged: ${error.message}`, error);
  }
  throw unusable(path, "it was changed without the vault's key");
}

/**
 * Returns the ids of the writers of the vault `vault` in the generation that this machine had when it synced last; null if
 * that is not known. Nothing is verified: this is for a vault under another key than the state, which can't be verified then.
 */
export async function lastWriters(
  paths: Pick<Paths, "state">,
  vault: string,
): Promise<ReadonlySet<string> | null> {
  const content = readTrusted(sharedStatePath(paths, vault), MAX_BYTES);
  if (content === null) return null;
  try {
    const { state } = members(parseStrictJson(decodeUtf8(content)), "", ["proofs", "state"]);
    const { headers, attempted } = parseState(state);
    for (const { header } of headers) {
      if (await hashOf(header) !== attempted) continue;
      const ids = Object.keys(header.members);
      return new Set(ids.filter((id) => header.members[id]!.role === "writer"));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error; // a sync says so
  }
  return null;
}

/**
 * Returns a function that reports whether others may know the generation of the vault `vault` with a hash: it came from a
 * remote, or a push of it was begun. Without a remote, nobody knows any. It throws UserError as {@linkcode readSharedState}.
 */
export function knownTest(
  paths: Pick<Paths, "state">,
  secret: BaseKey,
  vault: string,
): (hash: string) => Promise<boolean> {
  return async (hash) => {
    const state = await readSharedState(paths, secret, vault);
    return state !== null && (state.attempted === hash || state.heads.includes(hash));
  };
}

/**
 * Changes the state of the vault with the id `vault` under its lock. `change` gets the state, or {@linkcode NO_STATE}
 * without one. During a change of the vault key, `nextSecret` is the new one: both then open the file, so that a process
 * that is killed in between leaves a state that fits the vault.
 *
 * @throws UserError as {@linkcode readSharedState} does, (73) or (74) if the file cannot be written, (75) if it is locked.
 */
export async function changeSharedState(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  secret: BaseKey,
  vault: string,
  change: (state: SharedState) => SharedState | Promise<SharedState>,
  nextSecret?: BaseKey,
): Promise<SharedState> {
  const { withLock } = await import("../../fs/lock.ts");
  const { writeAtomic } = await import("../../fs/atomic_write.ts");
  const path = sharedStatePath(paths, vault);
  return await withLock(path, async () => {
    const state = await change(await readSharedState(paths, secret, vault) ?? NO_STATE);
    const covered = stateBytes(state);
    const secrets = nextSecret === undefined ? [secret] : [secret, nextSecret];
    const proofs = await Promise.all(secrets.map((each) => signState(each, vault, covered)));
    const content = `${canonicalJson({ proofs, state })}\n`;
    writeAtomic(host, path, new TextEncoder().encode(content));
    return state;
  });
}

/** Removes the state of the vault with the id `vault`, and its locks. Throws UserError (74) if that fails. */
export function removeSharedState(paths: Pick<Paths, "state">, vault: string): void {
  const path = sharedStatePath(paths, vault);
  for (const each of [path, `${path}.lock`, `${path}.sync.lock`]) {
    try {
      Deno.removeSync(each);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw systemError("write-failed", `remove ${each}`, error);
    }
  }
}

/** Returns the path of the state of the vault with the id `vault`. */
export function sharedStatePath(paths: Pick<Paths, "state">, vault: string): string {
  return joinPath(paths.state, "shared", `${vault}.json`);
}

function stateBytes(state: SharedState): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(state));
}

function parseState(value: unknown): SharedState {
  const state = members(value, "state", Object.keys(NO_STATE));
  const hashes = (name: string) =>
    list(state[name], name).map((each, index) => {
      bytes(each, `${name}[${index}]`, HASH_BYTES);
      return each as string;
    });
  const headers = (name: string) =>
    list(state[name], name).map((each, index) => parseSigned(each, `${name}[${index}]`));
  const orNull = (name: string) => state[name] === null ? null : text(state[name], name);
  const attempted = orNull("attempted");
  if (attempted !== null) bytes(attempted, "attempted", HASH_BYTES);
  if (typeof state.cleanup !== "boolean") throw new SyntaxError("cleanup is not true or false");
  return {
    remote: text(state.remote, "remote"),
    heads: hashes("heads"),
    headers: headers("headers"),
    pending: headers("pending"),
    attempted,
    covers: hashes("covers"),
    tag: orNull("tag"),
    synced: integer(state.synced, "synced", 0),
    newest: state.newest === null ? null : instant(state.newest, "newest"),
    cleanup: state.cleanup,
  };
}

const HASH_BYTES = 32; // SHA-256

function unusable(path: string, because: string, cause?: unknown): Error {
  return damaged(`use ${path}`, because, {
    code: "tampered-state",
    // The next sync reads the remote from its start.
    try: removeCommand(path),
    cause,
  });
}
