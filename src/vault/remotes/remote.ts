import { MAX_VAULT_BYTES } from "../format/parse.ts";

/** A generation that a remote has, identified by the hash of its header. */
interface RemoteGeneration {
  /** The hash of its header: 32 bytes in base64url. */
  readonly hash: string;
  /** Its number. */
  readonly generation: number;
}

/** A generation to publish. */
export interface Publication {
  /** The hash of the newest header. */
  readonly hash: string;
  /** The whole file of that generation. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** The signed headers that the remote does not have yet, oldest first. The last one is that of `hash`. */
  readonly headers: readonly PublishedHeader[];
  /** The hashes of the heads that it replaces. */
  readonly replaces: readonly string[];
  /** The tag of the state that it continues; null for an empty remote. */
  readonly tag: string | null;
}

/** A signed header as it is published. */
interface PublishedHeader {
  /** Its hash. */
  readonly hash: string;
  /** `{"header","signature"}` in canonical JSON. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The newest generations that a remote has. */
export interface RemoteHeads {
  /** One or none on a sequential remote. On others, siblings are normal. */
  readonly heads: readonly RemoteGeneration[];
  /** What to compare the next state with; null if that is not possible. */
  readonly tag: string | null;
}

/**
 * A store that a shared vault is synced through. The store is not trusted: everything it returns is limited in size and
 * checked against its hash, and the caller verifies the signatures. Each method throws UserError (69, unavailable) if the
 * store gives no usable answer, and (77, denied) if it refuses.
 */
export interface Remote {
  /** Whether the store replaces one head with another atomically. Then two generations never follow the same one. */
  readonly sequential: boolean;
  /** Returns the heads; null if the store says that nothing changed since `tag`, which takes one request. */
  heads(tag: string | null): Promise<RemoteHeads | null>;
  /**
   * Returns the signed header with this hash, as it was published; null if the store does not have it. In a synced folder
   * it may arrive later than the headers that follow it.
   */
  header(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Returns the whole file of the generation with this hash; null if the store does not have it, or no longer. */
  generation(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Publishes a generation. Returns `moved`, and publishes nothing, if the store no longer has the state `next.tag`. If an
   * answer is lost, reads the store before it returns either.
   */
  push(next: Publication): Promise<{ readonly tag: string | null } | "moved">;
  /** Deletes the older files of whole generations except `keep`. Returns `kept` if the store still has copies of them. */
  deleteOlder(keep: readonly string[]): Promise<"deleted" | "kept">;
}

/** The largest file of a whole generation, in bytes. */
export const MAX_GENERATION_BYTES: number = MAX_VAULT_BYTES;
/** The largest signed header, in bytes. One with 64 members has about 25,000; the first one lists all items, 39 bytes each. */
export const MAX_HEADER_BYTES: number = 1024 * 1024;
/** The largest history that is read, in bytes of headers: a store can show one that is longer than the memory of this machine. */
export const MAX_HISTORY_BYTES: number = 256 * 1024 * 1024;
