import { isFile } from "../ignore.ts";
import { BUCKET, startS3Server, VERSITYGW } from "./s3_server.ts";
import { done, person, TEAM, teamItem } from "./team.ts";
import { UserHome } from "./user_home.ts";

/** A store for a shared vault, and how a test looks into it. */
export interface Store {
  /** Its address. */
  readonly url: string;
  /** The options of `opaws remote set` and `opaws vault join` that it needs. */
  readonly options: readonly string[];
  /** Items that a home needs before it can use the store. */
  readonly item?: { readonly id: string; readonly secret: string };
  /** Returns what is in it, to put it back with {@linkcode restore}. */
  save(): string;
  /** Puts back what {@linkcode save} returned. */
  restore(saved: string): void;
  /** Makes it unreachable, until the function that it returns is called. Null if it cannot come back. */
  cut(): Promise<(() => void) | null>;
  stop(): Promise<void>;
}

/** A kind of store. */
export interface StoreKind {
  readonly name: string;
  /** The file without which its tests are ignored. */
  readonly needs: string | null;
  start(): Promise<Store>;
}

const GIT = ["/usr/bin/git", "/usr/local/bin/git"].find(isFile) ?? "/usr/bin/git";

/** Every kind of store. */
export const STORES: readonly StoreKind[] = [
  {
    name: "a folder",
    needs: null,
    start: () => {
      const folder = Deno.makeTempDirSync({ prefix: "opaws folder " });
      Deno.mkdirSync(`${folder}/vault`);
      return Promise.resolve(storeIn(folder, `${folder}/vault`, `${folder}/vault`, []));
    },
  },
  {
    name: "git",
    needs: GIT,
    start: () => {
      const folder = Deno.makeTempDirSync({ prefix: "opaws-git-" });
      const { success } = new Deno.Command(GIT, {
        args: ["init", "--bare", "--quiet", `${folder}/vault.git`],
      }).outputSync();
      if (!success) throw new Error("git init failed");
      const repository = `${folder}/vault.git`;
      return Promise.resolve(storeIn(folder, repository, `git+file:${repository}`, []));
    },
  },
  {
    name: "S3",
    needs: VERSITYGW,
    start: async () => {
      const server = await startS3Server();
      const options = ["--item", "store", "--endpoint", server.url];
      let isStopped = false;
      const stopServer = async () => {
        if (!isStopped) await server[Symbol.asyncDispose]();
        isStopped = true;
      };
      const store = storeIn(null, `${server.folder}/team`, `s3://${BUCKET}/team`, options);
      return {
        ...store,
        item: server.key,
        cut: async () => {
          await stopServer();
          return null;
        },
        stop: async () => {
          await store.stop();
          await stopServer();
        },
      };
    },
  },
];

/** Starts a store that ends with its block. */
export async function startStore(kind: StoreKind): Promise<Store & AsyncDisposable> {
  const store = await kind.start();
  return { ...store, [Symbol.asyncDispose]: () => store.stop() };
}

/** Two people with a store in which one has published a shared vault. Bob has not joined yet. */
export class SyncTeam implements AsyncDisposable {
  private constructor(
    readonly ann: UserHome,
    readonly bob: UserHome,
    readonly store: Store,
    /** The words of Ann's key. */
    readonly words: string,
  ) {}

  /** Makes both homes; Ann's vault has the item `AWS team`. */
  static async make(kind: StoreKind, role: "reader" | "writer" = "writer"): Promise<SyncTeam> {
    const store = await kind.start();
    const { home: ann } = await person();
    const { home: bob, key } = await person();
    for (const home of store.item === undefined ? [] : [ann, bob]) {
      await home.item("store", store.item!.id, { "secret access key": store.item!.secret });
    }
    await done(ann, ["vault", "create", TEAM, "--shared", "--as", "Ann"]);
    await teamItem(ann, "AWS team");
    await done(ann, ["member", "add", TEAM, key, "--name", "Bob", "--role", role, "--yes"]);
    await done(ann, ["remote", "set", TEAM, store.url, ...store.options]);
    await done(ann, ["sync", TEAM]);
    const words = (await done(ann, ["member", "id", "--fingerprint"])).trim();
    return new SyncTeam(ann, bob, store, words);
  }

  /** Lets Bob join. */
  async join(): Promise<void> {
    const { url, options } = this.store;
    await done(this.bob, ["vault", "join", url, ...options, "--fingerprint", this.words]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ann[Symbol.dispose]();
    this.bob[Symbol.dispose]();
    await this.store.stop();
  }
}

/** Returns the titles of the items in the shared vault. */
export async function teamTitles(home: UserHome): Promise<string[]> {
  const { items } = JSON.parse(await done(home, ["item", "list", "--vault", TEAM, "--json"]));
  return items.map(({ title }: { readonly title: string }) => title).sort();
}

function storeIn(
  folder: string | null,
  content: string,
  url: string,
  options: readonly string[],
): Store {
  const saved: string[] = [];
  return {
    url,
    options,
    save() {
      const copy = Deno.makeTempDirSync({ prefix: "opaws-saved-" });
      saved.push(copy);
      copyFolder(content, `${copy}/content`);
      return copy;
    },
    restore(copy) {
      Deno.removeSync(content, { recursive: true });
      copyFolder(`${copy}/content`, content);
    },
    cut() {
      Deno.renameSync(content, `${content}.away`);
      return Promise.resolve(() => Deno.renameSync(`${content}.away`, content));
    },
    stop() {
      for (const each of [...saved, ...folder === null ? [] : [folder]]) {
        Deno.removeSync(each, { recursive: true });
      }
      return Promise.resolve();
    },
  };
}

/** Copies a folder with modes and extended attributes, in which versitygw has the ETags. */
function copyFolder(from: string, to: string): void {
  const { success } = new Deno.Command("/bin/cp", { args: ["-a", from, to] }).outputSync();
  if (!success) throw new Error(`cp ${from} failed`);
}
