import { importSecret } from "../../../src/vault/crypto/derive.ts";
import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { acceptHistory } from "../../../src/vault/history/accept_history.ts";
import { checkGeneration, checkListed } from "../../../src/vault/history/check_generation.ts";
import { ancestorsOf, relateHeads } from "../../../src/vault/history/header_graph.ts";
import { mergeGenerations } from "../../../src/vault/history/merge_generations.ts";
import type { Generation, Merge } from "../../../src/vault/history/merge_input.ts";
import type { MergeReport } from "../../../src/vault/history/merge_report.ts";
import {
  type Change,
  changed,
  type Person,
  signedBy,
  type SignedGeneration,
} from "./history_fixture.ts";
import { bytesOf, keyOf } from "./memory_files.ts";
import { type MemoryRemote, parse } from "./memory_remote.ts";
import type { SeededHost } from "./seeded_host.ts";

/** Thrown where a device loses its power. */
export class Crash extends Error {}

/**
 * How a sync ended. `incomplete`: parts of the history have not arrived yet. `waiting`: only another writer can merge what is
 * there. `busy`: others were always first. `split`: writers removed each other.
 */
export type Outcome =
  | { readonly kind: "synced"; readonly changed: boolean }
  | { readonly kind: "incomplete" | "older" | "fork" | "removed" | "waiting" | "busy" | "split" };

const MAX_ATTEMPTS = 8;

/** What a device has on its disk. */
interface Disk {
  local: SignedGeneration;
  known: Map<string, SignedHeader>;
  seen: readonly string[];
  covers: readonly string[];
  attempted: string | null;
}

/** Called when a device joins `mine` and `theirs` to `next`. */
type OnMerge = (
  mine: string,
  theirs: string,
  next: string,
  report: MergeReport | null,
) => void;

/**
 * A device with its disk in memory and the simplest engine that follows `docs/sharing-format.md`: the model test runs it
 * with the real functions of `src/vault/history`.
 */
export class MemoryDevice {
  readonly name: string;
  readonly person: Person;
  readonly #host: SeededHost;
  readonly #remote: MemoryRemote;
  readonly #onMerge: OnMerge;
  readonly #disk: Disk;
  /** After how many steps the device loses its power; null for never. */
  crashAfter: number | null = null;

  constructor(
    host: SeededHost,
    name: string,
    person: Person,
    remote: MemoryRemote,
    local: SignedGeneration,
    known: Map<string, SignedHeader>,
    onMerge: OnMerge,
  ) {
    this.name = name;
    this.person = person;
    this.#host = host;
    this.#remote = remote;
    this.#onMerge = onMerge;
    this.#disk = { local, known, seen: [], covers: [], attempted: null };
  }

  /** The generation that the device has. */
  get local(): SignedGeneration {
    return this.#disk.local;
  }

  /** The hashes of the heads that it has seen, and all verified headers. */
  get history(): {
    readonly heads: readonly string[];
    readonly headers: Map<string, SignedHeader>;
  } {
    return { heads: this.#disk.seen, headers: this.#disk.known };
  }

  /** Whether the person may write. */
  get isWriter(): boolean {
    return this.local.file.shared!.members[this.person.keys.id]?.role === "writer";
  }

  /** Changes the vault on this device. Returns the hash of the new generation. */
  async change(change: Change): Promise<string> {
    const disk = this.#disk;
    const next = await changed(
      this.#host,
      disk.local,
      this.person,
      change,
      this.#isUnpushed(disk.local),
    );
    this.#step();
    disk.known.set(next.hash, next.signed);
    disk.local = next;
    return next.hash;
  }

  /** Syncs with the remote. Throws {@linkcode Crash}, and UserError if what is there is not genuine. */
  async sync(): Promise<Outcome> {
    let isChanged = false;
    for (let attempt = 1;; attempt++) {
      const outcome = await this.#once();
      if (outcome === "again" && attempt < MAX_ATTEMPTS) continue;
      if (outcome === "again") return { kind: "busy" };
      if (outcome.kind !== "synced") return outcome;
      isChanged ||= outcome.changed;
      return { kind: "synced", changed: isChanged };
    }
  }

  async #once(): Promise<Outcome | "again"> {
    const disk = this.#disk;
    const remote = this.#remote;
    const { heads: found, tag } = (await remote.heads(null))!;
    const heads = found.map(({ hash }) => hash).sort();
    const fetched = await this.#fetch(heads);
    const relation = relateHeads(heads, disk.seen, new Map([...fetched, ...disk.known]));
    if (relation === "older" || relation === "fork") return { kind: relation };
    const reached = ancestorsOf(heads, new Map([...fetched, ...disk.known]));
    if ([...reached].some((hash) => !fetched.has(hash) && !disk.known.has(hash))) {
      return { kind: "incomplete" };
    }
    const vault = disk.local.file.id;
    const fresh = await acceptHistory({ vault, known: disk.known, heads, fetched });
    const headers = new Map([...disk.known, ...fresh]);
    const joined = await this.#join(heads, headers);
    if (!("local" in joined)) return joined;
    const { local, covers, isWaiting } = joined;
    const isChanged = local.hash !== disk.local.hash;
    this.#step();
    disk.known = headers;
    disk.local = local;
    disk.seen = heads;
    disk.covers = covers;
    this.#step();
    if (isWaiting) return { kind: "waiting" };
    if (ancestorsOf(heads, headers).has(local.hash)) return { kind: "synced", changed: isChanged };
    if (!this.isWriter) return { kind: "synced", changed: isChanged };
    const onRemote = ancestorsOf(heads, headers);
    const pending = [...ancestorsOf([local.hash], headers)].filter((hash) => !onRemote.has(hash))
      .map((hash) => ({ hash, bytes: bytesOf(headers.get(hash)!) }));
    disk.attempted = local.hash;
    this.#step();
    const pushed = await remote.push({
      hash: local.hash,
      file: bytesOf(local.file),
      headers: pending,
      replaces: heads,
      tag,
    });
    this.#step(); // the answer is lost
    if (pushed === "moved") return "again";
    disk.seen = [
      ...heads.filter((hash) => !ancestorsOf([local.hash], headers).has(hash)),
      local.hash,
    ];
    return { kind: "synced", changed: true };
  }

  /** Takes over, or merges, each head that this device does not have yet. */
  async #join(
    heads: readonly string[],
    headers: Map<string, SignedHeader>,
  ): Promise<Outcome | { local: SignedGeneration; covers: string[]; isWaiting: boolean }> {
    let local = this.#disk.local;
    let covers = this.#disk.covers.filter((hash) => heads.includes(hash));
    let isWaiting = false;
    for (const head of heads) {
      if (ancestorsOf([local.hash], headers).has(head)) continue;
      const theirs = await this.#read(head, headers.get(head)!);
      if (theirs === "missing") return { kind: "incomplete" };
      if (ancestorsOf([head], headers).has(local.hash)) {
        if (theirs === "closed") return { kind: "removed" };
        await checkListed(
          await opened(local),
          await opened(theirs),
          between(local.hash, head, headers),
        );
        this.#onMerge(local.hash, head, head, null);
        local = theirs;
        continue;
      }
      const other = theirs === "closed" ? { hash: head, key: null } : theirs;
      const merge = await this.#merge(local, other, headers, covers, heads);
      if (merge.kind === "removed" || merge.kind === "split") return { kind: merge.kind };
      if (merge.kind === "waiting") {
        isWaiting = true;
        continue;
      }
      let next = local;
      if (merge.kind === "merged") {
        next = await signedBy(this.person, merge.file, merge.key);
        headers.set(next.hash, next.signed);
      } else if (merge.side === "theirs") next = theirs as SignedGeneration;
      this.#onMerge(local.hash, head, next.hash, merge.report);
      covers = [...covers, head, ...heads.includes(local.hash) ? [local.hash] : []];
      local = next;
    }
    const has = ancestorsOf([local.hash], headers);
    return { local, covers: [...new Set(covers)].filter((hash) => !has.has(hash)), isWaiting };
  }

  async #merge(
    mine: SignedGeneration,
    theirs: Generation | { readonly hash: string; readonly key: null },
    headers: Map<string, SignedHeader>,
    covers: readonly string[],
    heads: readonly string[],
  ): Promise<Merge> {
    return await mergeGenerations(this.#host, {
      headers,
      mine: {
        ...mine,
        unpushed: this.#isUnpushed(mine) ? [mine.hash] : [],
        isOnRemote: ancestorsOf(heads, headers).has(mine.hash),
        covers,
      },
      theirs,
      me: this.person.keys.id,
      older: async (hash) => {
        const signed = headers.get(hash);
        const found = signed === undefined ? "missing" : await this.#read(hash, signed);
        return typeof found === "string" ? null : found;
      },
    });
  }

  /** Whether a generation is this person's own and nobody else can have seen it. */
  #isUnpushed({ hash, signed }: SignedGeneration): boolean {
    const { attempted, seen, known } = this.#disk;
    return signed.header.author === this.person.keys.id && hash !== attempted &&
      signed.header.parents.length > 0 && !ancestorsOf(seen, known).has(hash);
  }

  async #fetch(heads: readonly string[]): Promise<Map<string, SignedHeader>> {
    const fetched = new Map<string, SignedHeader>();
    const open = [...heads];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      if (fetched.has(hash) || this.#disk.known.has(hash)) continue;
      const bytes = await this.#remote.header(hash);
      if (bytes === null) continue;
      fetched.set(hash, parse(bytes));
      open.push(...fetched.get(hash)!.header.parents);
    }
    return fetched;
  }

  async #read(
    hash: string,
    signed: SignedHeader,
  ): Promise<SignedGeneration | "missing" | "closed"> {
    const bytes = await this.#remote.generation(hash);
    if (bytes === null) return "missing";
    const file = JSON.parse(new TextDecoder().decode(bytes)) as VaultFile;
    await checkGeneration(file, hash);
    const key = await keyOf(file, this.person);
    return key === null ? "closed" : { hash, file, key, signed };
  }

  #step(): void {
    if (this.crashAfter === null || this.crashAfter-- > 0) return;
    this.crashAfter = null;
    throw new Crash();
  }
}

async function opened({ file, key }: SignedGeneration) {
  return { file, secret: await importSecret(key.bytes) };
}

function between(from: string, to: string, headers: Map<string, SignedHeader>): SignedHeader[] {
  const before = ancestorsOf([from], headers);
  return [...ancestorsOf([to], headers)].filter((hash) => !before.has(hash))
    .map((hash) => headers.get(hash)!);
}
