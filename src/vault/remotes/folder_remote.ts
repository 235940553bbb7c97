import { toBase64url } from "../format/base64url.ts";
import type { FolderFiles } from "./folder_files.ts";
import { type GenerationName, generationName, parseGenerationName } from "./generation_name.ts";
import { headerWithHash, isGeneration } from "./published_files.ts";
import {
  MAX_GENERATION_BYTES,
  MAX_HEADER_BYTES,
  type Publication,
  type Remote,
  type RemoteHeads,
} from "./remote.ts";

/** A header in the folder. */
interface FoundHeader extends GenerationName {
  /** The name of its file. */
  readonly name: string;
  readonly parents: readonly string[];
}

/** The most generations that nothing continues, whole or not. A merge has no more parents. */
const MAX_HEADS = 64;
/** How long the folder is read before timers run, such as that of a time limit; milliseconds. */
const TURN = 50;

/**
 * A shared vault in a folder that several machines see, through a network or a service that copies files. Nothing there is
 * replaced atomically for all, so each generation is a new file, and two members may continue the same one: both are heads
 * then, and the next member merges them. What is not complete counts as not there yet.
 */
export class FolderRemote implements Remote {
  readonly sequential = false;
  readonly #files: FolderFiles;
  readonly #signal: AbortSignal | undefined;
  #headers: ReadonlyMap<string, FoundHeader> | null = null;
  #turn = 0;

  /** Works on `files`. `signal` ends reading with its reason. */
  constructor(files: FolderFiles, signal?: AbortSignal) {
    this.#files = files;
    this.#signal = signal;
  }

  /**
   * See {@linkcode Remote.heads}. The tag is a hash of the names in the folder, so that nothing is opened in an unchanged one.
   *
   * @throws UserError (78) if more generations than can be merged continue each other nowhere.
   */
  async heads(tag: string | null): Promise<RemoteHeads | null> {
    const [headers, generations] = [this.#names("headers"), this.#names("generations")];
    const now = await digest([...headers.keys(), "", ...generations.keys()]);
    if (now === tag) return null;
    const found = await this.#readHeaders(headers);
    const whole = [...found.values()].filter(({ hash }) => generations.has(hash))
      .sort((one, other) => other.generation - one.generation);
    const heads: GenerationName[] = [];
    const covered = new Set<string>();
    let isComplete = found.size === headers.size;
    let count = 0;
    for (const { hash, generation } of whole) {
      if (covered.has(hash)) continue;
      if (++count > MAX_HEADS) throw this.#files.refused("too many generations in it are siblings");
      if (await this.#generation(generations.get(hash)!, hash) === null) {
        isComplete = false;
        continue;
      }
      heads.push({ hash, generation });
      cover(hash, found, covered);
    }
    // A file that is being copied keeps its name when it becomes complete.
    return { heads, tag: isComplete && heads.length > 0 ? now : null };
  }

  /** See {@linkcode Remote.header}. */
  async header(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = this.#headers ?? await this.#readHeaders(this.#names("headers"));
    const name = found.get(hash)?.name;
    const bytes = name === undefined ? null : this.#files.read("headers", name, MAX_HEADER_BYTES);
    return bytes !== null && await headerWithHash(bytes, hash) !== null ? bytes : null;
  }

  /** See {@linkcode Remote.generation}. */
  async generation(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const name = this.#names("generations").get(hash);
    return name === undefined ? null : await this.#generation(name, hash);
  }

  async #generation(name: string, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    await this.#yield();
    const bytes = this.#files.read("generations", name, MAX_GENERATION_BYTES);
    return bytes !== null && await isGeneration(bytes, hash) ? bytes : null;
  }

  /** See {@linkcode Remote.push}. Writes the header last: only then is the generation there for others. */
  async push(next: Publication): Promise<{ readonly tag: null }> {
    const names: string[] = [];
    for (const { hash, bytes } of next.headers) {
      const signed = await headerWithHash(bytes, hash);
      if (signed === null) throw new TypeError("a header with another hash");
      names.push(generationName({ ...signed.header, hash }));
    }
    await this.#files.write(
      "generations",
      names.at(-1)!,
      next.file,
      async () => await this.generation(next.hash) !== null,
    );
    for (const [index, { hash, bytes }] of next.headers.entries()) {
      const name = names[index]!;
      await this.#files.write("headers", name, bytes, async () => {
        const there = this.#files.read("headers", name, MAX_HEADER_BYTES);
        return there !== null && await headerWithHash(there, hash) !== null;
      });
    }
    this.#headers = null;
    return { tag: null };
  }

  /** See {@linkcode Remote.deleteOlder}. Leaves what another member may be publishing, which has a higher number. */
  deleteOlder(keep: readonly string[]): Promise<"deleted"> {
    const names = this.#names("generations");
    const numberOf = (name: string) => parseGenerationName(name)!.generation;
    const kept = keep.flatMap((hash) => names.get(hash) ?? []);
    const highest = Math.max(0, ...kept.map(numberOf));
    for (const [hash, name] of names) {
      if (!keep.includes(hash) && numberOf(name) <= highest) {
        this.#files.remove("generations", name);
      }
    }
    return Promise.resolve("deleted");
  }

  /** Returns the names of files by the hash in them, in order. Copies that a sync service made have other names. */
  #names(folder: "headers" | "generations"): Map<string, string> {
    return new Map(
      this.#files.list(folder).sort().flatMap((name) => {
        const parsed = parseGenerationName(name);
        return parsed === null ? [] : [[parsed.hash, name]];
      }),
    );
  }

  async #readHeaders(
    names: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, FoundHeader>> {
    const found = new Map<string, FoundHeader>();
    for (const [hash, name] of names) {
      await this.#yield();
      const bytes = this.#files.read("headers", name, MAX_HEADER_BYTES);
      const signed = bytes === null ? null : await headerWithHash(bytes, hash);
      if (signed === null) continue;
      const { generation, parents } = signed.header;
      found.set(hash, { hash, generation, parents, name });
    }
    return this.#headers = found;
  }

  /** Lets timers run now and then: reading a folder blocks, and everybody who can write to it can make that take long. */
  async #yield(): Promise<void> {
    if (performance.now() - this.#turn > TURN) {
      await new Promise((done) => setTimeout(done));
      this.#turn = performance.now();
    }
    this.#signal?.throwIfAborted();
  }
}

/** Adds the ancestors of `hash` to `covered`. */
function cover(
  hash: string,
  headers: ReadonlyMap<string, FoundHeader>,
  covered: Set<string>,
): void {
  const open = [hash];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of headers.get(next)?.parents ?? []) {
      if (covered.has(parent)) continue;
      covered.add(parent);
      open.push(parent);
    }
  }
}

async function digest(names: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(names.join("\n"));
  return toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
