import type { Publication, Remote, RemoteHeads } from "../../../src/vault/remotes/remote.ts";

/** What two machines share: a store of one head with compare-and-swap, or of all published heads. */
export class MemoryStore {
  readonly headers = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly generations = new Map<string, Uint8Array<ArrayBuffer>>();
  /** The heads with their numbers. */
  heads: { readonly hash: string; readonly generation: number }[] = [];
  /** How often it was changed. */
  version = 0;
  /** The names of the requests. */
  requests: string[] = [];
}

/** A remote on a {@linkcode MemoryStore}. `interrupt` is called before and after each request, and may throw. */
export class MemoryRemote implements Remote {
  constructor(
    readonly store: MemoryStore,
    readonly sequential: boolean = true,
    readonly interrupt: (request: string) => void = () => {},
  ) {}

  heads(tag: string | null): Promise<RemoteHeads | null> {
    return this.#request("heads", () => {
      const now = this.#tag();
      return tag !== null && tag === now ? null : { heads: [...this.store.heads], tag: now };
    });
  }

  header(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request("header", () => this.store.headers.get(hash) ?? null);
  }

  generation(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request("generation", () => this.store.generations.get(hash) ?? null);
  }

  push(next: Publication): Promise<{ readonly tag: string | null } | "moved"> {
    return this.#request("push", () => {
      const { store } = this;
      if (this.sequential && next.tag !== this.#tag()) return "moved" as const;
      for (const { hash, bytes } of next.headers) store.headers.set(hash, bytes);
      store.generations.set(next.hash, next.file);
      const { shared } = JSON.parse(new TextDecoder().decode(next.file));
      store.heads = [
        ...store.heads.filter(({ hash }) => !this.sequential && !next.replaces.includes(hash)),
        { hash: next.hash, generation: shared.generation },
      ];
      store.version++;
      return { tag: String(store.version) };
    });
  }

  deleteOlder(keep: readonly string[]): Promise<"deleted" | "kept"> {
    return this.#request("deleteOlder", () => {
      for (const hash of [...this.store.generations.keys()]) {
        if (!keep.includes(hash)) this.store.generations.delete(hash);
      }
      return "deleted" as const;
    });
  }

  #tag(): string | null {
    return this.store.version === 0 ? null : String(this.store.version);
  }

  #request<T>(name: string, act: () => T): Promise<T> {
    try {
      this.interrupt(`before ${name}`);
      this.store.requests.push(name);
      const result = act();
      this.interrupt(`after ${name}`);
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
