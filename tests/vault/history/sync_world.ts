import assert from "node:assert/strict";
import { UserError } from "../../../src/errors.ts";
import { ancestorsOf } from "../../../src/vault/history/header_graph.ts";
import {
  type Change,
  founded,
  headersOf,
  itemWith,
  type Person,
  type SignedGeneration,
} from "./history_fixture.ts";
import { Crash, MemoryDevice, type Outcome } from "./memory_device.ts";
import { bytesOf } from "./memory_files.ts";
import { FolderStore, type MemoryStore, SequentialStore } from "./memory_remote.ts";
import { forgery, joinHead } from "./outsiders.ts";
import type { SeededHost } from "./seeded_host.ts";
import { type Operation, SyncOracle } from "./sync_oracle.ts";
import { randomEdit, randomMember, viewOf } from "./device_users.ts";

/** The event of a replaced content that is there again. */
export const OLD_AGAIN = "replaced contents that are there again";

/** What happened in a run, for the counts that a test prints. */
export interface Tally {
  [event: string]: number;
}

/**
 * A team, its devices and one store, in which anything happens: writes, crashes, partitions, a store that misleads, removed
 * writers and readers who forge.
 */
export class SyncWorld {
  readonly oracle = new SyncOracle();
  readonly #host: SeededHost;
  readonly #people: readonly Person[];
  readonly #store: MemoryStore;
  readonly #devices: MemoryDevice[] = [];
  readonly #offline = new Set<MemoryDevice>();
  readonly #tally: Tally;
  /** The devices of writers who were removed. They still have the store's credentials. */
  readonly #gone: MemoryDevice[] = [];
  readonly #undo: (() => void)[] = [];
  readonly #lost = new Set<string>();
  #count = 0;
  #isSplit = false;
  #hasChanged = false;

  private constructor(
    host: SeededHost,
    people: readonly Person[],
    store: MemoryStore,
    tally: Tally,
  ) {
    this.#host = host;
    this.#people = people;
    this.#store = store;
    this.#tally = tally;
  }

  /** Makes a world of 2 to 5 of these people. */
  static async make(host: SeededHost, people: readonly Person[], tally: Tally): Promise<SyncWorld> {
    const team = people.slice(0, 2 + host.int(people.length - 1));
    const store = host.int(2) === 0 ? new SequentialStore() : new FolderStore();
    const world = new SyncWorld(host, team, store, tally);
    const count = 1 + host.int(team.length);
    const members = team.slice(0, Math.max(2, count)).map((person, at) =>
      [person, at === 0 || host.int(4) > 0 ? "writer" : "reader"] as const
    );
    const items = [0, 1].map(() => itemWith(host, world.#content()));
    const base = await founded(host, members, items);
    world.#note(base, base, {});
    for (const item of items) {
      const nothing = {
        ...{ replaced: null, demoted: null, promoted: null, removed: null, added: null },
      };
      const author = team[0]!.keys.id;
      world.oracle.did(base.hash, base.hash, {
        author,
        wrote: item.notes,
        item: item.id,
        ...nothing,
      });
    }
    store.plant(base.hash, bytesOf(base.file), [{ hash: base.hash, bytes: bytesOf(base.signed) }]);
    for (const [person] of members) {
      store.deliver(person.name);
      world.#start(person, base, headersOf(base));
    }
    return world;
  }

  /** Lets one thing happen. */
  async step(): Promise<void> {
    const host = this.#host;
    host.pass(1 + host.int(5_000));
    const device = host.pick(this.#devices);
    const dice = host.int(100);
    if (dice < 38) await this.#edit(device);
    else if (dice < 47) await this.#changeMembers(device);
    else if (dice < 85) await this.#sync(device);
    else if (dice < 89) this.#offline.delete(device) || this.#offline.add(device);
    else if (dice < 92) await this.#join();
    else if (dice < 96) await this.#forge();
    else if (dice < 98) await this.#mislead(device);
    else this.#store.deliver(device.name);
  }

  /** Lets all devices meet, and checks what they have. */
  async finish(): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
    this.#offline.clear();
    let last: readonly (Outcome["kind"] | "refused")[] = [];
    for (let round = 0;; round++) {
      let isDone = true;
      last = [];
      for (const device of [...this.#devices]) {
        this.#store.deliver(device.name);
        this.#hasChanged = false;
        last = [...last, await this.#syncOnce(device)];
        if (this.#hasChanged) isDone = false;
      }
      if (isDone) break;
      assert.ok(round < 12, "the devices do not come to an end");
    }
    if (this.#isSplit) {
      this.#add("split");
      return;
    }
    const members = this.#devices.filter((_, at) => last[at] !== "removed");
    assert.ok(members.length > 0, "nobody is left");
    for (const [at, device] of this.#devices.entries()) {
      assert.ok(["synced", "removed"].includes(last[at]!), `${device.name} is ${last[at]}`);
    }
    const views = await Promise.all(members.map(viewOf));
    for (const [at, view] of views.entries()) {
      assert.deepEqual(view, views[0], `${members[at]!.name} differs from ${members[0]!.name}`);
    }
    const old = this.oracle.check(views[0]!.items, this.#lost);
    for (let at = 0; at < old; at++) this.#add(OLD_AGAIN);
    this.oracle.checkMembers(views[0]!.members);
    for (const { isCopy } of views[0]!.items.values()) if (isCopy) this.#add("conflict copies");
  }

  async #edit(device: MemoryDevice): Promise<void> {
    if (!device.isWriter) return;
    const { change, what } = await randomEdit(this.#host, device, this.#content());
    await this.#change(device, change, what);
    this.#add("edits");
  }

  async #changeMembers(device: MemoryDevice): Promise<void> {
    if (!device.isWriter) return;
    const next = randomMember(this.#host, device, this.#people);
    if (next === null) return;
    const theirs = this.#devices.find(({ person }) => person === next.removed);
    const wasWriter = theirs?.isWriter === true;
    const isDone = await this.#change(device, next.change, next.what);
    if (isDone && wasWriter) this.#gone.push(theirs!);
    this.#add("changes of members");
  }

  async #change(device: MemoryDevice, change: Change, what: Partial<Operation>): Promise<boolean> {
    const before = device.local;
    device.crashAfter = this.#host.int(12) === 0 ? 0 : null;
    try {
      await device.change(change);
      this.#note(before, device.local, { author: device.person.keys.id, ...what });
      return true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#add("crashes");
      return false;
    } finally {
      device.crashAfter = null;
    }
  }

  #note(before: SignedGeneration, after: SignedGeneration, what: Partial<Operation>): void {
    if (what.author === undefined) return;
    const nothing = {
      ...{ wrote: null, replaced: null, item: null },
      ...{ demoted: null, promoted: null, removed: null, added: null },
    };
    this.oracle.did(before.hash, after.hash, { ...nothing, ...what, author: what.author });
  }

  async #sync(device: MemoryDevice): Promise<void> {
    if (this.#offline.has(device)) return;
    this.#store.deliver(device.name, () => this.#host.int(4) > 0);
    device.crashAfter = this.#host.int(5) === 0 ? this.#host.int(4) : null;
    try {
      this.#add(`syncs: ${await this.#syncOnce(device)}`);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#add("crashes");
    } finally {
      device.crashAfter = null;
    }
  }

  /** Syncs once. A removed person's device is not used any more. */
  async #syncOnce(device: MemoryDevice): Promise<Outcome["kind"] | "refused"> {
    try {
      const outcome = await device.sync();
      if (outcome.kind === "split") this.#isSplit = true;
      this.#hasChanged = outcome.kind === "synced" && outcome.changed;
      return outcome.kind;
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "bad-history") throw error;
      assert.ok(this.#undo.length > 0, error.message); // something was forged
      return "refused";
    }
  }

  /** Somebody who was added starts a device, from what the member who added them signed. */
  async #join(): Promise<void> {
    const inviter = this.#host.pick(this.#devices);
    if (!inviter.isWriter) return;
    const list = inviter.local.file.shared!.members;
    const person = this.#people.find(({ keys, name }) =>
      Object.hasOwn(list, keys.id) && !this.#devices.some((each) => each.name === name)
    );
    if (person === undefined) return;
    this.#store.deliver(person.name);
    const start = await joinHead(this.#store, person, inviter);
    if (start === null) return;
    this.#start(person, start.local, start.known);
    this.#add("joins");
  }

  /** A reader, or a writer who was removed, writes to the store with its credentials. */
  async #forge(): Promise<void> {
    const host = this.#host;
    const readers = this.#devices.filter((device) => !device.isWriter);
    const all = [this.#gone, readers].filter((each) => each.length > 0);
    if (all.length === 0) return;
    const device = host.pick(host.pick(all));
    const content = () => `forged ${this.#count++}`;
    const { made, headers, isSibling, ...what } = await forgery(
      host,
      device,
      this.#people,
      content,
    );
    if (isSibling) {
      if (this.#store.sequential) return; // for devices that have seen more, it is another history
      const known = { ...what, published: this.#store.published() };
      this.oracle.forged(device.local.hash, made.hash, device.person.keys.id, known);
    }
    const undo = this.#store.plant(made.hash, bytesOf(made.file), headers);
    this.#add(isSibling ? "siblings of removed writers" : "forged generations");
    if (!isSibling) this.#undo.push(undo);
  }

  /** The store shows a device an older state. The device must notice. */
  async #mislead(device: MemoryDevice): Promise<void> {
    const { heads, headers } = device.history;
    const undo = this.#store.rollBack(device.name, (count) => this.#host.int(count));
    if (undo === null) return;
    const view = await this.#store.view(device.name).heads(null);
    const shown = ancestorsOf(view!.heads.map(({ hash }) => hash), headers);
    const isOlder = [...shown].every((hash) => headers.has(hash)) &&
      heads.some((hash) => !shown.has(hash));
    const before = device.local.hash;
    const outcome = await this.#syncOnce(device);
    undo();
    this.#add("rollbacks");
    if (!isOlder) return;
    assert.ok(
      ["older", "fork", "incomplete", "refused"].includes(outcome),
      `a rollback is ${outcome}`,
    );
    assert.equal(device.local.hash, before);
  }

  #start(person: Person, local: SignedGeneration, known: ReturnType<typeof headersOf>): void {
    const view = this.#store.view(person.name);
    const device = new MemoryDevice(
      this.#host,
      person.name,
      person,
      view,
      local,
      known,
      (mine, theirs, next, report) => {
        this.oracle.joined(mine, theirs, next);
        for (const id of report?.lostItems ?? []) this.#lost.add(id);
      },
    );
    this.#devices.push(device);
  }

  #content(): string {
    return `content ${this.#count++}`;
  }

  #add(event: string): void {
    this.#tally[event] = (this.#tally[event] ?? 0) + 1;
  }
}
