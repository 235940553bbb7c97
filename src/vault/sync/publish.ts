import { baseKey } from "../crypto/base_key.ts";
import type { SignedHeader } from "../crypto/generation_signature.ts";
import { formatSigned } from "../crypto/signed_header_text.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { changeSharedState, readSharedState, type SharedState } from "../store/shared_state.ts";
import { ancestorsOf, type Headers } from "../history/header_graph.ts";
import { byHash, newestHeaders } from "./known_headers.ts";
import { changeStateOf, type LocalGeneration } from "./local_vault.ts";
import type { SyncContext } from "./sync_context.ts";
import type { SyncReport } from "./sync_report.ts";

/** The number of headers that the state has after a sync, so that an older fork needs few requests. */
export const KEPT_HEADERS = 64;

/** What is published. */
interface Unpublished {
  /** The generation on this machine. */
  readonly local: LocalGeneration;
  /** The headers before it that the remote does not have, by hash, oldest first. */
  readonly pending: Headers;
  /** What this machine knows about the remote now. */
  readonly state: SharedState;
  /** All headers that are known. */
  readonly headers: Headers;
}

/**
 * Publishes the generation on this machine. Records the attempt first: from then on the remote may have the generation, so
 * the next change on this machine continues it and does not replace it. Returns false if the remote or the vault on this
 * machine has changed in the meantime.
 *
 * @throws UserError as the remote does, and as changing the state does.
 */
export async function publish(
  context: SyncContext,
  { local, pending, state, headers }: Unpublished,
  report: SyncReport,
): Promise<boolean> {
  const { host, paths, remote } = context;
  const { hash, signed, bytes, file } = local;
  const published = new Map([...pending, [hash, signed] as const]);
  const removesAny = [...published.values()].some((each) => removesAccess(each, file));
  const isMarked = await changeStateOf(context, local, () => ({
    ...state,
    attempted: hash,
    headers: [...state.headers, signed], // the next change on this machine continues it
    cleanup: state.cleanup || removesAny,
  }));
  if (!isMarked) return false;
  const result = await remote.push({
    hash,
    file: bytes,
    headers: [...published].map(([hash, each]) => ({ hash, bytes: formatSigned(each) })),
    replaces: state.heads,
    tag: state.tag,
  });
  if (result === "moved") return false;
  const all = new Map([...headers, ...published]);
  const replaced = ancestorsOf([hash], all);
  const heads = [...state.heads.filter((each) => !replaced.has(each)), hash];
  const secret = baseKey(local.key.bytes);
  await changeSharedState(host, paths, secret, file.id, async (now) => ({
    ...now,
    heads,
    headers: heads.length === 1 ? newestHeaders(heads, all, KEPT_HEADERS) : [...all.values()],
    // Those of a change that another process made in the meantime stay.
    pending: [...await byHash(now.pending)].flatMap(([hash, each]) =>
      published.has(hash) ? [] : [each]
    ),
    tag: result.tag,
    synced: host.now(),
    newest: signed.header.time,
  }));
  report.pushed = true;
  return true;
}

/**
 * Deletes older generations from the remote if a key, a member or another slot was removed: they would still open with what
 * was removed. If that fails, the next sync tries again.
 *
 * @throws UserError as the remote does.
 */
export async function deleteOlder(
  { host, paths, remote }: SyncContext,
  local: LocalGeneration,
  report: SyncReport,
): Promise<void> {
  const secret = baseKey(local.key.bytes);
  const heads = (await readSharedState(paths, secret, local.file.id))?.heads ?? [];
  report.older = await remote.deleteOlder([...new Set([local.hash, ...heads])]);
  await changeSharedState(
    host,
    paths,
    secret,
    local.file.id,
    (now) => ({ ...now, cleanup: false }),
  );
}

/** Reports whether a generation took access away: by a new vault key, without a slot, or with a revoked token. */
function removesAccess({ header }: SignedHeader, { slots }: VaultFile): boolean {
  const opening = slots.filter((slot) =>
    slot.kind !== "token" || Object.keys(slot.items ?? { unknown: "" }).length > 0
  );
  const ids = new Set(opening.map(({ id }) => id));
  return header.rekeyed || header.changedSlots.some((id) => !ids.has(id));
}
