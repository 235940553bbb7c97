import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { type RemoteConfig, remoteOf } from "../../scope/remotes.ts";
import { memberKeys, personKeys } from "../../unlock/key_from_member.ts";
import { type OwnVault, ownVaultOf } from "../../unlock/own_vault.ts";
import type { UnlockContext } from "../../unlock/unlock_context.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { MemberKeys } from "../../vault/crypto/member_keys.ts";
import { readVault } from "../../vault/store/read.ts";
import type { SyncOptions } from "../../vault/sync/sync_context.ts";
import { notShared } from "../../vault/sync/sync_errors.ts";
import type { SyncReport } from "../../vault/sync/sync_report.ts";
import { syncVault } from "../../vault/sync/sync_vault.ts";
import type { CredentialsContext } from "../context.ts";
import { noteSync } from "./background_sync.ts";
import { openRemote, remoteAddress } from "./open_remote.ts";

/** How the vault called by a name is synced. */
export interface NamedSync extends SyncOptions {
  /** How long another sync of the vault on this machine may take; milliseconds. */
  readonly lockTimeout?: number;
  /** Whether nobody is asked, and only what is unlocked already is used. */
  readonly onlyUnlocked?: boolean;
}

/**
 * Syncs the shared vault called `name` with its remote, and caches a changed vault key. `credentials` are what the requests
 * to the store are signed with, if it needs any.
 *
 * @throws UserError (66) if there is no such vault, or it has no remote, (78) if it is not shared; (79) if it is locked and nobody may be asked; and as
 *   `syncVault`, `openRemote` and `unlockVault` do.
 */
export async function syncNamed(
  context: UnlockContext,
  credentials: CredentialsContext,
  name: string,
  { lockTimeout, onlyUnlocked = false, ...options }: NamedSync,
): Promise<SyncReport> {
  const stored = readVault(context.paths, name);
  if (stored.file.shared === undefined) {
    throw notShared(stored, `sync vault ${JSON.stringify(name)}`);
  }
  const config = remoteConfigOf(context, name);
  const own = ownVaultOf(context, stored.file);
  const isLocked = onlyUnlocked &&
    await context.cachedKey(stored.file.id, { report: true }) === null &&
    await context.cachedKey(own.file.id, { report: true }) === null;
  if (isLocked) throw locked(name);
  const { key } = await unlockVault(context, name, {
    reason: `to sync vault ${JSON.stringify(name)}`,
    report: onlyUnlocked,
  });
  noteSync(context.host, context.paths, name);
  let keys: MemberKeys | undefined;
  try {
    return await syncVault(
      {
        host: context.host,
        paths: context.paths,
        name,
        key,
        remote: await openRemote(credentials, config, {
          background: onlyUnlocked || options.signal !== undefined,
          signal: options.signal,
        }),
        address: remoteAddress(config),
        memberId: own.file.person.id,
        memberKeys: async () =>
          keys ??= onlyUnlocked
            ? await unlockedKeys(context, own)
            : await memberKeys(context, stored.file, {
              reason: `to sync vault ${JSON.stringify(name)}`,
            }),
        rekeyed: async (key) => {
          // The user may have locked the vault while the store answered.
          if (onlyUnlocked && !await isUnlocked(context, stored.file.id)) return;
          await context.cacheKey(stored.file.id, key);
        },
        sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      },
      options,
      lockTimeout,
    );
  } finally {
    keys?.wipe();
  }
}

/** Returns the remote of the vault called `name`. Throws UserError (66) if it has none. */
function remoteConfigOf(context: Pick<UnlockContext, "config">, name: string): RemoteConfig {
  const config = remoteOf(context.config(), name);
  if (config === null) throw noRemote(name);
  return config;
}

/** Returns the remote of the vault called `name`; null if it has none, or a malformed one. */
export function usableRemote(
  context: Pick<UnlockContext, "config">,
  name: string,
): RemoteConfig | null {
  try {
    return remoteOf(context.config(), name);
  } catch (error) {
    if (error instanceof UserError && error.code === "bad-config") return null;
    throw error;
  }
}

/** Returns the error (66) that the vault called `name` has no remote. */
export function noRemote(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-remote",
    cannot: `use the remote of vault ${JSON.stringify(name)}`,
    because: "it has none",
    try: `opaws remote set ${shellWord(name)} URL`,
  });
}

/** Reports whether this terminal, not only this process, has the key of the vault with the id `vault`. */
async function isUnlocked(context: UnlockContext, vault: string): Promise<boolean> {
  const key = await context.unlockCache()?.peek(vault) ?? null;
  key?.wipe();
  return key !== null;
}

async function unlockedKeys(context: UnlockContext, own: OwnVault): Promise<MemberKeys> {
  const key = await context.cachedKey(own.file.id, { report: true });
  if (key === null) throw locked(own.name);
  return await personKeys(own, key);
}

function locked(name: string): UserError {
  return new UserError({
    exit: "locked",
    code: "locked",
    cannot: `sync vault ${JSON.stringify(name)} in the background`,
    because: "it is locked",
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}
