import { UserError } from "../../errors.ts";
import { damaged } from "../format/parse.ts";
import { type GenerationName, generationName, parseGenerationName } from "./generation_name.ts";
import { HeaderReader } from "./header_reader.ts";
import type { ObjectStore } from "./object_store.ts";
import { headerWithHash, readWhole } from "./published_files.ts";
import {
  MAX_GENERATION_BYTES,
  MAX_HEADER_BYTES,
  type Publication,
  type Remote,
  type RemoteHeads,
} from "./remote.ts";

/** The newest generation, as it was last read. */
interface Head extends GenerationName {
  readonly tag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the remote takes from its context. */
interface S3RemoteOptions {
  /** The address, for messages. */
  readonly url: string;
  /** The prefix of all keys, without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** Waits for some milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Returns a number from 0 up to 1. */
  readonly random: () => number;
}

/** The number of times that one push writes the head. */
const MAX_ATTEMPTS = 6;
const FIRST_DELAY = 100; // milliseconds, doubled at each attempt
const PARALLEL = 8;
const MAX_NAMES = 200_000;

/**
 * A shared vault in a bucket. `vault.json` is the newest generation, and the only object that is replaced: always on the
 * condition that it is the one that was read. Headers and generations are objects of their own, written before it.
 */
export class S3Remote implements Remote {
  readonly sequential = true;
  readonly #store: ObjectStore;
  readonly #options: S3RemoteOptions;
  readonly #headers: HeaderReader;
  #head: Head | null = null;
  #hasVersions = false;

  /** Works on the objects of `store`. */
  constructor(store: ObjectStore, options: S3RemoteOptions) {
    this.#store = store;
    this.#options = options;
    this.#headers = new HeaderReader({
      read: (names) =>
        parallel(names, async (name) => {
          const found = await store.get(this.#key(`headers/${name}`), MAX_HEADER_BYTES);
          return found === null || found === "unchanged" ? null : found.bytes;
        }),
      list: (after, limit) => store.list(this.#key("headers/"), after, limit),
    });
  }

  /** See {@linkcode Remote.heads}. Throws UserError (65) if the head is not a shared vault. */
  async heads(tag: string | null): Promise<RemoteHeads | null> {
    const head = await this.#readHead(tag);
    if (head === "unchanged") return null;
    if (head === null) return { heads: [], tag: null };
    const { hash, generation } = head;
    return { heads: [{ hash, generation }], tag: head.tag };
  }

  /** See {@linkcode Remote.header}. */
  async header(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return await this.#headers.get(hash);
  }

  /** See {@linkcode Remote.generation}. */
  async generation(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#head?.hash === hash) return this.#head.bytes;
    const header = await this.#headers.get(hash);
    const signed = header === null ? null : await headerWithHash(header, hash);
    if (signed === null) return null;
    const key = this.#key(`generations/${generationName({ ...signed.header, hash })}`);
    const found = await this.#store.get(key, MAX_GENERATION_BYTES);
    return found === null || found === "unchanged" ? null : found.bytes;
  }

  /** See {@linkcode Remote.push}. Throws UserError (78) if the store ignores the conditions of writes. */
  async push(next: Publication): Promise<{ readonly tag: string } | "moved"> {
    const objects: (readonly [string, Uint8Array<ArrayBuffer>])[] = [];
    let newest = "";
    for (const { hash, bytes } of next.headers) {
      const signed = await headerWithHash(bytes, hash);
      if (signed === null) throw new TypeError("a header with another hash");
      newest = generationName({ ...signed.header, hash });
      objects.push([`headers/${newest}`, bytes]);
    }
    objects.push([`generations/${newest}`, next.file]);
    await parallel(objects, ([name, bytes]) => this.#store.put(this.#key(name), bytes));
    if (next.tag === null) {
      await this.#checkConditions(this.#key(`headers/${newest}`), next.headers.at(-1)!.bytes);
    }
    return await this.#replaceHead(next);
  }

  /** See {@linkcode Remote.deleteOlder}. Leaves what another member may be publishing, which has a higher number. */
  async deleteOlder(keep: readonly string[]): Promise<"deleted" | "kept"> {
    const folder = this.#key("generations/");
    const names = (await this.#store.list(folder, "", MAX_NAMES))
      .flatMap((name) => parseGenerationName(name) ?? []);
    const highest = Math.max(
      0,
      ...names.filter(({ hash }) => keep.includes(hash)).map(({ generation }) => generation),
    );
    const older = names.filter(({ hash, generation }) =>
      !keep.includes(hash) && generation <= highest
    );
    const deleted = await parallel(
      older,
      (name) => this.#store.delete(`${folder}${generationName(name)}`),
    );
    if (deleted.some(({ hasVersions }) => hasVersions)) this.#hasVersions = true;
    return this.#hasVersions ? "kept" : "deleted";
  }

  /** Replaces the head if it is still the one of `next.tag`. Reads it before it decides anything that is not certain. */
  async #replaceHead(
    { hash, file, tag }: Publication,
  ): Promise<{ readonly tag: string } | "moved"> {
    let error: UserError | undefined;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const condition = tag === null ? "absent" : { ifTag: tag };
      const written = await this.#store.putIf(this.#headKey(), file, condition);
      if (written.kind === "written") {
        this.#hasVersions ||= written.hasVersions;
        return { tag: written.tag };
      }
      // An earlier attempt may have succeeded although its answer was lost.
      const now = await this.#readHead(tag);
      if (now !== "unchanged" && now?.hash === hash) return { tag: now.tag };
      const isSame = now === "unchanged" || (now === null && tag === null);
      if (!isSame) return "moved";
      if (written.kind === "unknown") error = written.error;
      const longest = FIRST_DELAY * 2 ** (attempt - 1);
      await this.#options.sleep(longest * (0.5 + this.#options.random() / 2));
    }
    throw error ?? this.#failed("unavailable", "busy-remote", "it refuses the write each time");
  }

  async #readHead(unlessTag: string | null): Promise<Head | "unchanged" | null> {
    const found = await this.#store.get(this.#headKey(), MAX_GENERATION_BYTES, unlessTag);
    if (found === null || found === "unchanged") return found;
    const { url } = this.#options;
    const whole = await readWhole(found.bytes, `${url}/vault.json`);
    if (whole === null) throw damaged(`use ${url}/vault.json`, "it is not a shared vault");
    this.#headers.startFrom(whole.hash, whole.signed);
    const { generation } = whole.signed.header;
    return this.#head = { hash: whole.hash, generation, tag: found.tag, bytes: found.bytes };
  }

  /**
   * Throws UserError (78) if the store ignores the conditions of writes, as some servers do: two members would overwrite
   * each other's changes. `key` is an object with the content `bytes`, so that a write that succeeds does no harm.
   */
  async #checkConditions(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const other = `"${"0".repeat(32)}"`;
    for (const condition of ["absent", { ifTag: other }] as const) {
      const { kind } = await this.#store.putIf(key, bytes, condition);
      if (kind === "written") {
        throw this.#failed("refused", "no-conditions", "its server ignores conditional writes");
      }
    }
  }

  #key(name: string): string {
    const { prefix } = this.#options;
    return prefix === "" ? name : `${prefix}/${name}`;
  }

  #headKey(): string {
    return this.#key("vault.json");
  }

  #failed(exit: "unavailable" | "refused", code: string, because: string): UserError {
    return new UserError({ exit, code, cannot: `publish to ${this.#options.url}`, because });
  }
}

/** Calls `action` for each of `values`, a few at a time. */
async function parallel<T, R>(
  values: readonly T[],
  action: (value: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += PARALLEL) {
    results.push(...await Promise.all(values.slice(at, at + PARALLEL).map(action)));
  }
  return results;
}
