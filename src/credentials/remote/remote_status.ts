import { type RemoteConfig, remoteOf } from "../../scope/remotes.ts";
import type { UnlockContext } from "../../unlock/unlock_context.ts";
import { baseKey } from "../../vault/crypto/base_key.ts";
import { readVault } from "../../vault/store/read.ts";
import { readSharedState } from "../../vault/store/shared_state.ts";
import { notShared } from "../../vault/sync/sync_errors.ts";
import { remoteAddress } from "./open_remote.ts";
import { noRemote } from "./sync_named.ts";

/** A remote, and what this machine knows about it. */
export interface RemoteStatus extends RemoteConfig {
  /** The name of the vault. */
  readonly vault: string;
  /** When it was last read, RFC 3339; null if never. Missing while the vault is locked. */
  readonly synced?: string | null;
  /** The time of the newest generation that was seen there, RFC 3339; null if none was. */
  readonly newest?: string | null;
}

/**
 * Returns the remote of the vault called `name` and, if the vault is unlocked in this terminal, when it was last read. Asks
 * nobody.
 *
 * @throws UserError (66) if there is no such vault, or it has no remote, (78) if it is not shared, (65) if what is known was changed without the vault's key.
 */
export async function remoteStatus(context: UnlockContext, name: string): Promise<RemoteStatus> {
  const config = remoteOf(context.config(), name);
  const stored = readVault(context.paths, name);
  const { file } = stored;
  if (config === null) {
    if (file.shared !== undefined) throw noRemote(name);
    throw notShared(stored, `show the remote of vault ${JSON.stringify(name)}`);
  }
  const key = await context.cachedKey(file.id, { report: true });
  if (key === null) return { vault: name, ...config };
  const state = await readSharedState(context.paths, baseKey(key.bytes), file.id);
  const isKnown = state?.remote === remoteAddress(config) && state.synced > 0;
  return {
    vault: name,
    ...config,
    synced: isKnown ? new Date(state.synced).toISOString() : null,
    newest: isKnown ? state.newest : null,
  };
}
