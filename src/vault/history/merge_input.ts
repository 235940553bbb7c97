import type { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import type { Headers } from "./header_graph.ts";
import type { MergeReport, NamedMember } from "./merge_report.ts";

/** A generation at hand: its file, verified and with the content of its header, and the vault key. */
export interface Generation {
  readonly hash: string;
  readonly file: VaultFile;
  readonly key: VaultKey;
}

/** A generation without a slot for this member. */
interface ClosedGeneration {
  readonly hash: string;
  readonly key: null;
}

/** The generation of this machine, for a merge. */
interface OwnGeneration extends Generation {
  /** The hashes of those up to it that nobody else can have seen. */
  readonly unpushed: readonly string[];
  /** Whether the remote has it. Otherwise it is to be published, and has to continue what the remote has. */
  readonly isOnRemote: boolean;
  /**
   * The hashes of heads of which an earlier merge said that this machine's generation has all they have (`adopt`). Without
   * them, what was changed since would be a conflict with them.
   */
  readonly covers?: readonly string[];
}

/** The input of `mergeGenerations`. */
export interface GenerationsToMerge {
  /** The verified headers of both generations, and of all since their last common ones. */
  readonly headers: Headers;
  /** The generation of this machine. */
  readonly mine: OwnGeneration;
  /** The generation of the remote. Its key is null if this member cannot open it, because it does not list this member. */
  readonly theirs: Generation | ClosedGeneration;
  /** The id of the member who merges. */
  readonly me: string;
  /**
   * Returns the file of an older generation and its key, if it is at hand. It is read only if both sides changed an item, or to
   * restore what a member wrote before a removed one changed it. Without it, there may be more copies than needed.
   */
  readonly older?: (hash: string) => Promise<Pick<Generation, "file" | "key"> | null>;
}

/** Two generations that this member can open. */
export type OpenToMerge = GenerationsToMerge & { readonly theirs: Generation };

/** A new generation without its signature and MAC. */
export type UnsignedGeneration = UnsignedVaultFile & { readonly shared: GenerationHeader };

/** The result of `mergeGenerations`. */
export type Merge =
  /** One generation already has all that both have. No new one is needed. */
  | { readonly kind: "adopt"; readonly side: "mine" | "theirs"; readonly report: MergeReport }
  /** A new generation for this member to sign. */
  | {
    readonly kind: "merged";
    readonly file: UnsignedGeneration;
    readonly key: VaultKey;
    readonly report: MergeReport;
  }
  /** Another writer has to merge them. This member may not: a reader, or one whom one of them does not list. */
  | { readonly kind: "waiting"; readonly report: MergeReport }
  /** This member was removed, by `by` if a generation says so. */
  | { readonly kind: "removed"; readonly by: NamedMember | null }
  /** Writers removed each other. Nobody can know who was first, so each machine stays with what it saw first. */
  | { readonly kind: "split"; readonly members: readonly NamedMember[] };
