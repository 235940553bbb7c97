import type { SignedHeader } from "../crypto/generation_signature.ts";
import type { Slot } from "../format/vault_file.ts";
import { authorName, type MemberEvent, memberEvents } from "./member_events.ts";
import type { KeptItem } from "../history/conflicts.ts";
import type { Headers } from "../history/header_graph.ts";

/** An item that two members changed at the same time. Both versions are in the vault. */
interface ReportedConflict {
  /** The title of the version that has the item's id. */
  readonly title: string;
  /** The title of the other version, a new item. */
  readonly copy: string;
}

/** A change that is not in the vault, because its author may not write any more. */
interface DroppedChange {
  /** The title of the item; null if nothing is known but its id. */
  readonly title: string | null;
  /** The id of the item. */
  readonly id: string;
  /** The name of who made the change. */
  readonly by: string;
  /** Whether the last version that counts is in no file at hand, so that the item is gone. */
  readonly isLost: boolean;
}

/** What merges did that people have to know. */
export interface MergeNotes {
  /** Whether there are siblings that a writer has to merge. */
  siblings: boolean;
  /** The items that were changed on both sides. */
  readonly conflicts: ReportedConflict[];
  /** The items that were deleted on one side and changed on the other. */
  readonly kept: KeptItem[];
  /** The changes that were dropped. */
  readonly dropped: DroppedChange[];
  /** The recovery and token slots that are gone with an old vault key. */
  readonly lostSlots: Slot[];
}

/** What a sync did. */
export class SyncReport {
  /** The name of the vault. */
  readonly vault: string;
  /** The newest generation on this machine, and who wrote it when; null before it is known. */
  newest: { readonly generation: number; readonly by: string; readonly time: string } | null = null;
  /** Whether the vault on this machine got changes of others. */
  pulled = false;
  /** Whether changes of this machine were published. */
  pushed = false;
  /** Whether this machine has changes that the remote does not have. */
  pending = false;
  /** Whether the state was missing, so that nothing could be compared with what was seen before. */
  restarted = false;
  /** Whether the vault key was changed by others. */
  rekeyed = false;
  /** Whether there are siblings that a writer has to merge. */
  siblings = false;
  /** What happened to older generations on the remote, if it mattered. */
  older: "deleted" | "kept" | null = null;
  /** What was changed about the members. */
  events: readonly MemberEvent[] = [];
  /** The items that were changed on both sides. */
  conflicts: readonly ReportedConflict[] = [];
  /** The items that were deleted on one side and changed on the other. */
  kept: readonly KeptItem[] = [];
  /** The changes that were dropped. */
  dropped: readonly DroppedChange[] = [];

  /** The recovery and token slots that are gone with an old vault key. */
  lostSlots: readonly Slot[] = [];
  readonly #noted = new Set<string>();

  /** Makes the report of a sync that has done nothing yet. */
  constructor(vault: string) {
    this.vault = vault;
  }

  /** Adds what a merge did, after the vault on this machine was replaced by its result. */
  noteMerge({ conflicts, kept, dropped, lostSlots, siblings }: MergeNotes): void {
    this.conflicts = [...this.conflicts, ...conflicts];
    this.kept = [...this.kept, ...kept];
    this.dropped = [...this.dropped, ...dropped];
    this.lostSlots = [...this.lostSlots, ...lostSlots];
    this.siblings = siblings;
  }

  /** Notes the generations `all`, which this machine sees for the first time. */
  noteFresh(all: readonly string[], headers: Headers): void {
    const fresh = all.filter((hash) => !this.#noted.has(hash));
    for (const hash of fresh) this.#noted.add(hash);
    this.events = [...this.events, ...memberEvents(fresh, headers)];
    this.rekeyed ||= fresh.some((hash) => headers.get(hash)?.header.rekeyed);
  }

  /** Notes the generation that this machine has now. */
  noteNewest(signed: SignedHeader, headers: Headers): void {
    const { generation, time } = signed.header;
    this.newest = { generation, time, by: authorName(signed, headers) };
  }
}
