import type { SignedHeader } from "../crypto/generation_signature.ts";
import { formatSigned } from "../crypto/signed_header_text.ts";
import { generationName, padded, parseGenerationName } from "./generation_name.ts";
import { damaged } from "../format/parse.ts";
import { headerWithHash } from "./published_files.ts";
import { MAX_HISTORY_BYTES } from "./remote.ts";

/** The header files of a remote, by their names. */
interface HeaderFiles {
  /** Reads the files called `names`; null for each that is not there. */
  read(names: readonly string[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
  /** Returns at most `limit` names in order, from the first one above `after` on. They may be any text. */
  list(after: string, limit: number): Promise<readonly string[]>;
}

/** How many headers are read one by one before the reader reads many at once. */
const SINGLE = 3;
/** How many generations the first of these blocks has. Each has twice as many as the one before. */
const FIRST_BLOCK = 32;
/** How many headers are read at once. Each may have a megabyte. */
const AT_ONCE = 128;
/** The largest number of names in a remote. */
const MAX_NAMES = 200_000;

/**
 * Reads headers by their hashes, although their files are named after the number of the generation too. A header that was
 * read says which hashes its parents have, and they usually have the number below its own. A member who was away for long
 * reads many: they come in blocks of growing size, because each single request takes a round trip.
 */
export class HeaderReader {
  readonly #files: HeaderFiles;
  readonly #found = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>();
  readonly #numbers = new Map<string, number>();
  /** The headers that came in blocks. */
  readonly #blocks = new Map<string, Uint8Array<ArrayBuffer>>();
  #reading: Promise<void> = Promise.resolve();
  #listed: Promise<ReadonlyMap<string, string>> | null = null;
  #singles = 0;
  #block = FIRST_BLOCK;
  #lowest = Infinity;
  #bytes = 0;

  /** Reads from `files`. */
  constructor(files: HeaderFiles) {
    this.#files = files;
  }

  /** Takes the header of the newest generation, which came with its file. The remote may have others now than before. */
  startFrom(hash: string, signed: SignedHeader): void {
    this.#found.set(hash, Promise.resolve(formatSigned(signed)));
    this.#note(signed);
    this.#listed = null;
    this.#lowest = Infinity;
  }

  /**
   * Returns the signed header with this hash; null if there is no whole file of it.
   *
   * @throws UserError (65) if those that were read have more bytes than a history may have.
   */
  async get(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = this.#found.get(hash);
    if (found !== undefined) return await found;
    const reading = this.#find(hash);
    this.#found.set(hash, reading);
    const bytes = await reading;
    if (bytes === null) this.#found.delete(hash); // it may come later
    return bytes;
  }

  async #find(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const expected = this.#numbers.get(hash);
    if (expected !== undefined && expected >= 1) {
      if (this.#singles >= SINGLE) await this.#readBlock(expected, hash);
      this.#singles++;
      const block = this.#blocks.get(hash);
      const bytes = block ?? await this.#read(generationName({ generation: expected, hash }), hash);
      if (bytes !== null) return bytes;
    }
    // A merge continues generations of different numbers, or the number is not known.
    const name = (await this.#names()).get(hash);
    return name === undefined ? null : await this.#read(name, hash);
  }

  /** Reads the headers of the generations up to `highest`, unless a block already has them. */
  async #readBlock(highest: number, wanted: string): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      if (this.#blocks.has(wanted) || highest >= this.#lowest) return;
      const from = Math.max(1, highest - this.#block + 1);
      this.#lowest = from;
      this.#block *= 2;
      const names = (await this.#files.list(padded(from), 4 * this.#block))
        .flatMap((name) => parseGenerationName(name) ?? [])
        .filter(({ generation, hash }) => generation <= highest && !this.#blocks.has(hash));
      for (let at = 0; at < names.length; at += AT_ONCE) {
        const some = names.slice(at, at + AT_ONCE);
        const files = await this.#files.read(some.map(generationName));
        for (const [index, { hash }] of some.entries()) {
          const bytes = await this.#checked(files[index] ?? null, hash);
          if (bytes !== null) this.#blocks.set(hash, bytes);
        }
      }
    });
    await this.#reading;
  }

  async #read(name: string, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const [bytes = null] = await this.#files.read([name]);
    return await this.#checked(bytes, hash);
  }

  /** Returns `bytes` if they are the header with this hash. */
  async #checked(
    bytes: Uint8Array<ArrayBuffer> | null,
    hash: string,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const signed = bytes === null ? null : await headerWithHash(bytes, hash);
    if (bytes === null || signed === null) return null;
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_HISTORY_BYTES) {
      throw damaged("read the history of the remote", "its headers are too large");
    }
    this.#note(signed);
    return bytes;
  }

  #note({ header }: SignedHeader): void {
    for (const parent of header.parents) {
      if (!this.#numbers.has(parent)) this.#numbers.set(parent, header.generation - 1);
    }
  }

  async #names(): Promise<ReadonlyMap<string, string>> {
    return await (this.#listed ??= this.#files.list("", MAX_NAMES).then((names) =>
      new Map(names.flatMap((name) => {
        const parsed = parseGenerationName(name);
        return parsed === null ? [] : [[parsed.hash, name]];
      }))
    ));
  }
}
