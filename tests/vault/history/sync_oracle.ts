import assert from "node:assert/strict";

/** What somebody did on a device. */
export interface Operation {
  readonly number: number;
  /** The id of the member who did it. */
  readonly author: string;
  /** The numbers of the operations that the device had when it was done. */
  readonly past: ReadonlySet<number>;
  /** The content that it wrote, if any; each operation writes its own. */
  readonly wrote: string | null;
  /** The content that it replaced or deleted, if any. */
  readonly replaced: string | null;
  /** The id of the item. */
  readonly item: string | null;
  /** The member whom it removed or made a reader. */
  readonly demoted: string | null;
  /** The member whom it made a writer. */
  readonly promoted: string | null;
  /** The member whom it removed. */
  readonly removed: string | null;
  /** The member whom it added. */
  readonly added: string | null;
}

/** What a removed writer wrote, and the operations that were published before. */
interface Forged extends Pick<Operation, "author" | "past" | "number"> {
  readonly seen: ReadonlySet<number>;
}

/** What a final vault has: the content of each item by its id, and whether it is the copy of a conflict. */
export type FinalItems = ReadonlyMap<
  string,
  { readonly content: string; readonly isCopy: boolean }
>;

/**
 * What every vault may contain at the end, from what was done and in which order, and from nothing that the merge decides.
 */
export class SyncOracle {
  readonly #operations: Operation[] = [];
  readonly #forged = new Map<string, Forged>();
  readonly #has = new Map<string, Set<number>>();

  /** Returns the numbers of the operations that the generation with this hash contains. */
  of(hash: string): ReadonlySet<number> {
    return this.#has.get(hash) ?? new Set();
  }

  /** Notes that a device which had `before` did something, and then had the generation `hash`. */
  did(before: string, hash: string, what: Omit<Operation, "number" | "past">): void {
    const number = this.#operations.length;
    const past = this.of(before);
    this.#operations.push({ ...what, number, past });
    this.#has.set(hash, new Set([...past, number]));
  }

  /** Notes that `author`, who was removed, wrote the generation `hash` after `before`, and that it has `contents`. */
  forged(
    before: string,
    hash: string,
    author: string,
    { contents, published, ...what }: Pick<Operation, "replaced" | "demoted"> & {
      readonly contents: readonly string[];
      /** The generations that the store had then. */
      readonly published: readonly string[];
    },
  ): void {
    const past = this.of(before);
    const number = this.#operations.length;
    const seen = new Set(published.flatMap((each) => [...this.of(each)]));
    for (const content of contents) this.#forged.set(content, { author, past, number, seen });
    this.#has.set(hash, new Set([...past, number]));
    // If nobody had seen that the author was removed, it counts.
    this.#operations.push({
      number,
      author,
      past,
      wrote: null,
      item: null,
      promoted: null,
      added: null,
      removed: what.demoted,
      ...what,
    });
  }

  /** Notes that a device which had `mine` took `theirs` over, and then had `next`. */
  joined(mine: string, theirs: string, next: string): void {
    this.#has.set(next, this.of(next).union(this.of(mine)).union(this.of(theirs)) as Set<number>);
  }

  /** Whether the other side may have dropped what an operation did, because it removed its author at the same time. */
  mayBeDropped(operation: Operation): boolean {
    if (this.#demotions(operation).length > 0) return true;
    // What made the author a writer may itself be dropped.
    return this.#operations.some((other) =>
      other.promoted === operation.author && operation.past.has(other.number) &&
      this.mayBeDropped(other)
    );
  }

  /** Whether no operation removed a member or made one a reader. */
  get isPeaceful(): boolean {
    return this.#operations.every(({ demoted }) => demoted === null);
  }

  /**
   * Fails if an update is lost, or if there is anything that nobody wrote. `lost` are items reported as lost. Returns how many
   * items have a content again that a member has replaced, although nobody was removed.
   */
  check(items: FinalItems, lost: ReadonlySet<string>): number {
    let old = 0;
    const contents = new Set([...items.values()].map(({ content }) => content));
    const written = new Map(this.#operations.map((each) => [each.wrote, each]));
    for (const operation of this.#operations) {
      const { wrote, item } = operation;
      if (wrote === null || contents.has(wrote) || this.mayBeDropped(operation)) continue;
      const isReplaced = this.#operations.some((other) => other.replaced === wrote);
      if (isReplaced || lost.size > 0) continue; // a lost item may be the copy of another one
      assert.fail(`lost: ${wrote} of ${item} by ${operation.author}`);
    }
    for (const [id, { content, isCopy }] of items) {
      const operation = written.get(content);
      if (operation === undefined) {
        // Somebody who had not seen the removal yet may have made a copy of it.
        const forged = this.#forged.get(content);
        const isRemoved = forged === undefined ||
          this.#demotions(forged).some((each) =>
            forged.seen.has(each.number) && !this.mayBeDropped(each) && !this.#isUndone(each)
          );
        assert.ok(isCopy || !isRemoved, `${content} of ${id} was written by no member`);
      }
      const by = this.#operations.filter(({ replaced }) => replaced === content);
      if (!isCopy && this.isPeaceful && by.length > 0) old++;
    }
    return old;
  }

  /**
   * Fails if a member is there whom somebody removed, or may write whom somebody made a reader, or is missing although nobody
   * removed them. `roles` are the final ones, by id. Checks nothing if anything may have been dropped: then it depends on who
   * saw what.
   */
  checkMembers(roles: ReadonlyMap<string, string>): void {
    if (this.#operations.some((each) => this.mayBeDropped(each))) return;
    // Somebody whom a device added and removed again before others saw it is not missing where another one added them.
    const isUndone = (by: "added" | "promoted", id: string, { number, past }: Operation) =>
      this.#operations.some((other) =>
        other[by] === id && (other.past.has(number) || (by === "added" && !past.has(other.number)))
      );
    for (const operation of this.#operations) {
      const { removed, demoted, added } = operation;
      if (removed !== null && roles.has(removed)) {
        assert.ok(isUndone("added", removed, operation), `${removed} was removed, and is there`);
      } else if (demoted !== null && roles.get(demoted) === "writer") {
        assert.ok(
          isUndone("promoted", demoted, operation) || isUndone("added", demoted, operation),
          `${demoted} became a reader, and writes`,
        );
      }
      if (added === null || roles.has(added)) continue;
      const isRemoved = this.#operations.some((other) => other.removed === added);
      assert.ok(isRemoved, `${added} was added, and is not there`);
    }
  }

  /** Whether the author may have undone a removal before anyone saw it. */
  #isUndone({ author, demoted, number }: Operation): boolean {
    return this.#operations.some((other) =>
      other.author === author && other.promoted === demoted && other.past.has(number)
    );
  }

  #demotions({ author, past, number }: Pick<Operation, "author" | "past" | "number">): Operation[] {
    return this.#operations.filter((other) =>
      other.demoted === author && !past.has(other.number) && !other.past.has(number)
    );
  }
}
