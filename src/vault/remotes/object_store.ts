import type { UserError } from "../../errors.ts";

/** How a conditional write ended. */
type Written =
  /** The object is written. `hasVersions` says that the store keeps what was there before. */
  | { readonly kind: "written"; readonly tag: string; readonly hasVersions: boolean }
  /** The object is not the one that the condition names. Nothing was written. */
  | { readonly kind: "moved" }
  /** Another write was under way. Nothing was written. */
  | { readonly kind: "conflict" }
  /** There was no usable answer, so that the object may have been written. */
  | { readonly kind: "unknown"; readonly error: UserError };

/** A store of objects with conditional writes, as S3 has them. `src/aws/s3/bucket.ts` is one. */
export interface ObjectStore {
  /** Reads the object `key`, of at most `maxBytes`; null if there is none, `unchanged` if its tag is still `unlessTag`. */
  get(key: string, maxBytes: number, unlessTag?: string | null): Promise<
    | { readonly tag: string; readonly bytes: Uint8Array<ArrayBuffer> }
    | "unchanged"
    | null
  >;
  /** Writes the object `key` if its tag is still `ifTag`; if there is none yet, with `absent`. */
  putIf(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    condition: { readonly ifTag: string } | "absent",
  ): Promise<Written>;
  /** Writes the object `key`. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * Returns the names of the objects whose keys are `prefix` and a name without a slash, at most `limit`, in order, from
   * the first one above `after` on. The names may be any text.
   */
  list(prefix: string, after: string, limit: number): Promise<readonly string[]>;
  /** Deletes the object `key`. Returns whether the store keeps what it had. */
  delete(key: string): Promise<{ readonly hasVersions: boolean }>;
}
