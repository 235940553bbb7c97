import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What is pushed, as the interface of remotes has it. */
interface Publication {
  readonly hash: string;
  readonly file: Bytes;
  readonly headers: readonly { readonly hash: string; readonly bytes: Bytes }[];
  readonly replaces: readonly string[];
  readonly tag: string | null;
}

/** The newest generations, as the interface of remotes has it. */
interface Heads {
  readonly heads: { readonly hash: string; readonly generation: number }[];
  readonly tag: string | null;
}

/** A store in memory, with one view for each device. */
export interface MemoryStore {
  readonly sequential: boolean;
  /** Returns what one device sees of the store. */
  view(device: string): MemoryRemote;
  /** Lets some of what others wrote arrive at a device, in any order; all of it without `pick`. */
  deliver(device: string, pick?: () => boolean): void;
  /** Puts a generation there without asking, as somebody with the store's credentials can. Returns what undoes it. */
  plant(hash: string, file: Bytes, headers: Publication["headers"]): () => void;
  /** Returns the hashes of all generations that it has. */
  published(): string[];
  /** Shows a device an older head, as the store itself can. Returns what undoes it; null if there is none. */
  rollBack(device: string, choose: (count: number) => number): (() => void) | null;
}

/** A remote in memory. Its members are those of `Remote` in `src/vault/remotes/remote.ts`. */
export interface MemoryRemote {
  readonly sequential: boolean;
  heads(tag: string | null): Promise<Heads | null>;
  header(hash: string): Promise<Bytes | null>;
  generation(hash: string): Promise<Bytes | null>;
  push(next: Publication): Promise<{ readonly tag: string | null } | "moved">;
  deleteOlder(keep: readonly string[]): Promise<"deleted" | "kept">;
}

/** A store with compare-and-swap, such as S3. All devices see the same, unless the store misleads one. */
export class SequentialStore implements MemoryStore {
  readonly sequential = true;
  readonly #headers = new Map<string, Bytes>();
  readonly #files = new Map<string, Bytes>();
  readonly #past: string[] = [];
  #changes = 0;
  readonly #misled = new Map<string, string>();

  view(device: string): MemoryRemote {
    const head = (): string | null => this.#misled.get(device) ?? this.#past.at(-1) ?? null;
    const tag = (): string => `${this.#changes} ${this.#misled.get(device) ?? ""}`;
    return {
      sequential: true,
      heads: (seen) => {
        if (seen === tag()) return Promise.resolve(null);
        const hash = head();
        const heads = hash === null
          ? []
          : [{ hash, generation: numberOf(this.#headers.get(hash)!) }];
        return Promise.resolve({ heads, tag: tag() });
      },
      header: (hash) => Promise.resolve(this.#headers.get(hash) ?? null),
      generation: (hash) => Promise.resolve(this.#files.get(hash) ?? null),
      push: (next) => {
        if (next.tag !== tag() || this.#misled.has(device)) return Promise.resolve("moved");
        for (const { hash, bytes } of next.headers) this.#headers.set(hash, bytes);
        this.#files.set(next.hash, next.file);
        this.#past.push(next.hash);
        this.#changes++;
        return Promise.resolve({ tag: tag() });
      },
      deleteOlder: () => Promise.resolve("kept"),
    };
  }

  deliver(): void {}

  published(): string[] {
    return [...this.#files.keys()];
  }

  plant(hash: string, file: Bytes, headers: Publication["headers"]): () => void {
    for (const each of headers) this.#headers.set(each.hash, each.bytes);
    this.#files.set(hash, file);
    this.#past.push(hash);
    this.#changes++;
    return () => {
      this.#past.splice(this.#past.indexOf(hash), 1);
      this.#changes++;
    };
  }

  rollBack(device: string, choose: (count: number) => number): (() => void) | null {
    if (this.#past.length < 2) return null;
    this.#misled.set(device, this.#past[choose(this.#past.length - 1)]!);
    return () => this.#misled.delete(device);
  }
}

/** A synced folder: no compare-and-swap, and what one device writes reaches the others late and in any order. */
export class FolderStore implements MemoryStore {
  readonly sequential = false;
  readonly #files = new Map<string, Bytes>();
  readonly #arrived = new Map<string, Set<string>>();

  view(device: string): MemoryRemote {
    const seen = this.#of(device);
    const read = (name: string): Promise<Bytes | null> =>
      Promise.resolve(seen.has(name) ? this.#files.get(name) ?? null : null);
    return {
      sequential: false,
      heads: (tag) => {
        const now = [...seen].filter((name) => this.#files.has(name)).sort().join();
        if (tag === now) return Promise.resolve(null);
        const headers = new Map<string, SignedHeader>();
        for (const name of seen) {
          const bytes = name.startsWith("headers/") ? this.#files.get(name) : undefined;
          if (bytes !== undefined) headers.set(name.slice("headers/".length), parse(bytes));
        }
        const parents = new Set([...headers.values()].flatMap(({ header }) => header.parents));
        const heads = [...headers].filter(([hash]) => !parents.has(hash))
          .map(([hash, { header }]) => ({ hash, generation: header.generation }));
        return Promise.resolve({ heads, tag: now });
      },
      header: (hash) => read(`headers/${hash}`),
      generation: (hash) => read(`generations/${hash}`),
      push: (next) => {
        this.#put(next.hash, next.file, next.headers).forEach((name) => seen.add(name));
        return Promise.resolve({ tag: null });
      },
      deleteOlder: () => Promise.resolve("kept"),
    };
  }

  deliver(device: string, pick: () => boolean = () => true): void {
    const seen = this.#of(device);
    for (const name of this.#files.keys()) if (!seen.has(name) && pick()) seen.add(name);
  }

  published(): string[] {
    return [...this.#files.keys()].flatMap((name) =>
      name.startsWith("generations/") ? [name.slice("generations/".length)] : []
    );
  }

  plant(hash: string, file: Bytes, headers: Publication["headers"]): () => void {
    const before = new Set(this.#files.keys());
    const names = this.#put(hash, file, headers).filter((name) => !before.has(name));
    return () => {
      for (const name of names) this.#files.delete(name);
    };
  }

  rollBack(device: string, choose: (count: number) => number): (() => void) | null {
    const seen = this.#of(device);
    const headers = [...seen].filter((name) => name.startsWith("headers/"));
    if (headers.length < 2) return null;
    const gone = headers.slice(1 + choose(headers.length - 1));
    for (const name of gone) seen.delete(name);
    return () => {
      for (const name of gone) seen.add(name);
    };
  }

  #of(device: string): Set<string> {
    const seen = this.#arrived.get(device) ?? new Set();
    this.#arrived.set(device, seen);
    return seen;
  }

  #put(hash: string, file: Bytes, headers: Publication["headers"]): string[] {
    const names = headers.map((each) => `headers/${each.hash}`);
    for (const each of headers) this.#files.set(`headers/${each.hash}`, each.bytes);
    this.#files.set(`generations/${hash}`, file);
    return [...names, `generations/${hash}`];
  }
}

/** Parses a signed header that a store has. */
export function parse(bytes: Bytes): SignedHeader {
  return JSON.parse(new TextDecoder().decode(bytes)) as SignedHeader;
}

function numberOf(bytes: Bytes): number {
  return parse(bytes).header.generation;
}
