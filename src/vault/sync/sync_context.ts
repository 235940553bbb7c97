import type { Host } from "../../host.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { Remote } from "../remotes/remote.ts";
import type { VaultPaths } from "../store/read.ts";

/** What syncing a shared vault works with. */
export interface SyncContext {
  /** Randomness and time. */
  readonly host: Pick<Host, "random" | "now">;
  /** Where the files are. */
  readonly paths: VaultPaths;
  /** The name of the vault on this machine. */
  readonly name: string;
  /** The vault key. If another member has changed it, it becomes the new one in place. */
  readonly key: VaultKey;
  /** The store. */
  readonly remote: Remote;
  /** Which store it is, for the state: what was seen in another store says nothing about this one. */
  readonly address: string;
  /** The id of the person at this machine. */
  readonly memberId: string;
  /** Opens the member keys of that person, asking if need be. This context's user wipes them. */
  readonly memberKeys: () => Promise<MemberKeys>;
  /** Called with the new vault key after it was changed, to cache it. */
  readonly rekeyed: (key: VaultKey) => Promise<void>;
  /** Waits for some milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** How far a sync goes. */
export interface SyncOptions {
  /** Whether local changes are published. */
  readonly push: boolean;
  /** Whether a remote that was rolled back, or that has another history, is accepted. */
  readonly acceptRollback: boolean;
  /** Ends the sync before its next step that changes something, with its reason. */
  readonly signal?: AbortSignal;
}
