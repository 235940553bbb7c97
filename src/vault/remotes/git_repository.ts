import { cleanText } from "../../clean_text.ts";
import { UserError } from "../../errors.ts";
import { joinPath, parentOf } from "../../fs/path.ts";
import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import { checkOwnership } from "../../fs/trusted_file.ts";

/** Runs git with these arguments on the repository of this machine. `src/exec/git.ts` does. */
export type RunGit = (
  args: readonly string[],
  input: {
    readonly input?: Uint8Array<ArrayBuffer>;
    readonly maxBytes: number;
    readonly signal?: AbortSignal;
  },
) => Promise<{
  readonly code: number;
  readonly output: Uint8Array<ArrayBuffer> | null;
  readonly errors: string;
}>;

/** A file in a commit. */
export interface GitFile {
  /** Its path. */
  readonly path: string;
  /** Its object. */
  readonly object: string;
  /** Its size; bytes. */
  readonly size: number;
}

/** How a file becomes a part of a commit. */
interface TreeEntry {
  readonly type: "blob" | "tree";
  readonly object: string;
  readonly name: string;
}

/** The number of commits that are fetched. Merges look at generations that are not much older than the newest one. */
const DEPTH = 32;
/** The number of packs after which the repository is made again: each fetch adds one, and nothing removes them. */
const MAX_PACKS = 200;
/** The largest pack that a remote may send, in bytes. */
const MAX_PACK_BYTES = 512 * 1024 * 1024;
const MAX_LISTING_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 65_536;
const MAX_MESSAGE_LENGTH = 300; // characters
const GENERAL =
  /^(fatal: Could not read|Please make sure|and the repository|error: failed to push|To |hint: )/;
const OBJECT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const LISTED = /^100(?:644|755) blob ([0-9a-f]+) +(\d{1,12})\t(.*)$/s;

/**
 * The bare repository in which opaws keeps what it exchanges with a git remote. It is a cache: whatever is wrong with it,
 * such as the lock of a git that was killed, it is made again. There is no checkout, and only plumbing commands write to it.
 */
export class GitRepository {
  readonly #git: RunGit;
  readonly #folder: string;
  readonly #url: string;
  #isReady = false;

  /** Works in `folder`, for the remote at `url`. */
  constructor(git: RunGit, folder: string, url: string) {
    this.#git = git;
    this.#folder = folder;
    this.#url = url;
  }

  /** Reports whether `commit` is here. It is then here with all its files. */
  async has(commit: string): Promise<boolean> {
    await this.#ensure();
    const args = ["cat-file", "-e", `${commit}^{commit}`];
    return (await this.#git(args, { maxBytes: MAX_LINE_BYTES })).code === 0;
  }

  /** Fetches the newest commits of `branch` of the remote. Makes the repository again if that fails. */
  async fetch(branch: string): Promise<void> {
    await this.#ensure();
    const args = [
      ...["fetch", "--quiet", `--depth=${DEPTH}`, "--no-tags", "--no-write-fetch-head"],
      ...["--no-recurse-submodules", "--refmap=", "--end-of-options", this.#url],
      `+refs/heads/${branch}:refs/opaws/head`,
    ];
    const first = await this.#limited(args);
    if (first.code === 0) return;
    this.discard();
    await this.#ensure();
    const second = await this.#limited(args);
    if (second.code !== 0) throw this.failed("read", second.errors);
  }

  /** Returns the commits up to `commit` that are here and have this message, newest first. */
  async withMessage(commit: string, message: string): Promise<string[]> {
    const args = ["log", `--max-count=${2 * DEPTH}`, "--format=%H %s", "--end-of-options", commit];
    const lines = new TextDecoder().decode(await this.run(args)).split("\n");
    return lines.flatMap((line) => {
      const [object, ...words] = line.split(" ");
      return words.join(" ") === message && OBJECT.test(object!) ? [object!] : [];
    });
  }

  /** Returns all files of `commit`, with their paths. Links are left out. */
  async list(commit: string): Promise<GitFile[]> {
    const text = new TextDecoder().decode(await this.run(["ls-tree", "-r", "-z", "-l", commit]));
    return text.split("\0").flatMap((line) => {
      const [, object, size, path] = LISTED.exec(line) ?? [];
      return object === undefined ? [] : [{ path: path!, object, size: Number(size) }];
    });
  }

  /** Returns the content of `files`, whose sizes the caller has checked. */
  async read(files: readonly GitFile[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const input = new TextEncoder().encode(files.map(({ object }) => `${object}\n`).join(""));
    const size = files.reduce((sum, file) => sum + file.size + 100, 0);
    const output = await this.run(["cat-file", "--batch"], { input, maxBytes: size });
    let at = 0;
    return files.map((file) => {
      const start = output.indexOf(10, at) + 1; // after "OBJECT blob SIZE"
      at = start + file.size + 1;
      return output.slice(start, start + file.size);
    });
  }

  /** Writes a file and returns its object. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    await this.#ensure();
    return await this.#object(["hash-object", "-w", "--stdin"], bytes);
  }

  /** Writes a folder and returns its object. */
  async writeTree(entries: readonly TreeEntry[]): Promise<string> {
    const text = entries.map(({ type, object, name }) =>
      `${type === "tree" ? "040000" : "100644"} ${type} ${object}\t${name}\0`
    ).join("");
    return await this.#object(["mktree", "-z"], new TextEncoder().encode(text));
  }

  /** Writes a commit by `name` and returns its object. */
  async commit(
    tree: string,
    parent: string | null,
    message: string,
    name: string,
  ): Promise<string> {
    return await this.#object([
      ...["-c", `user.name=${name}`, "-c", "user.email=opaws@opaws.invalid"],
      ...["commit-tree", tree, ...parent === null ? [] : ["-p", parent], "-m", message],
    ]);
  }

  /** Returns what git prints. Throws UserError (69) if it fails. */
  async run(
    args: readonly string[],
    { input, maxBytes = MAX_LISTING_BYTES }: {
      readonly input?: Uint8Array<ArrayBuffer>;
      readonly maxBytes?: number;
    } = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    await this.#ensure();
    const { code, output, errors } = await this.#git(args, {
      maxBytes,
      ...input === undefined ? {} : { input },
    });
    if (output === null) throw this.failed("read", "its answer is too large");
    if (code !== 0) throw this.failed("read", errors);
    return output;
  }

  /** Returns the error (69, unavailable) that git could not `action` the remote, with the cause that it printed. */
  failed(action: "read" | "publish to", errors: string): UserError {
    const lines = errors.split(/[\r\n]+/).map((line) => cleanText(line).trim()).filter(Boolean);
    // What git adds for all causes says less than what ssh, or git on the other side, wrote before it.
    const own = lines.filter((line) => !GENERAL.test(line));
    const cause = own.find((line) => /^(remote: )?(fatal|error): /.test(line)) ?? own.at(-1) ??
      lines[0] ?? "git gives no reason";
    return new UserError({
      exit: "unavailable",
      code: "git-failed",
      cannot: `${action} ${this.#url}`,
      because: cause.replace(/^(remote: )?(fatal|error): /, "").slice(0, MAX_MESSAGE_LENGTH)
        .replace(
          /\.$/,
          "",
        ),
    });
  }

  async #object(args: readonly string[], input?: Uint8Array<ArrayBuffer>): Promise<string> {
    const output = await this.run(args, {
      maxBytes: MAX_LINE_BYTES,
      ...input === undefined ? {} : { input },
    });
    const object = new TextDecoder().decode(output).trim();
    if (!OBJECT.test(object)) throw this.failed("publish to", "git returned no object");
    return object;
  }

  /** Runs a fetch, and ends it if the remote sends too much. */
  async #limited(args: readonly string[]): ReturnType<RunGit> {
    const limit = new AbortController();
    const timer = setInterval(() => {
      if (this.#packBytes() > MAX_PACK_BYTES) limit.abort();
    }, 200);
    try {
      const result = await this.#git(args, { maxBytes: MAX_LINE_BYTES, signal: limit.signal });
      return limit.signal.aborted ? { ...result, errors: "it sends too much" } : result;
    } finally {
      clearInterval(timer);
    }
  }

  /** Returns the size of the largest pack that is being received. */
  #packBytes(): number {
    let largest = 0;
    for (const name of this.#packs()) {
      if (!name.startsWith("tmp_pack_")) continue;
      try {
        largest = Math.max(
          largest,
          Deno.statSync(joinPath(this.#folder, "objects", "pack", name)).size,
        );
      } catch {
        // It is complete and has its final name.
      }
    }
    return largest;
  }

  #packs(): string[] {
    try {
      return [...Deno.readDirSync(joinPath(this.#folder, "objects", "pack"))].map((each) =>
        each.name
      );
    } catch {
      return [];
    }
  }

  async #ensure(): Promise<void> {
    if (this.#isReady) return;
    if (this.#packs().filter((name) => name.endsWith(".pack")).length > MAX_PACKS) this.discard();
    ensurePrivateFolder(parentOf(this.#folder));
    ensurePrivateFolder(this.#folder);
    const args = ["init", "--quiet", "--bare", "--template="];
    let made = await this.#git(args, { maxBytes: MAX_LINE_BYTES });
    if (made.code !== 0) {
      this.discard();
      ensurePrivateFolder(this.#folder);
      made = await this.#git(args, { maxBytes: MAX_LINE_BYTES });
    }
    if (made.code !== 0) throw this.failed("read", made.errors);
    this.#isReady = true;
  }

  /** Removes the repository. The next call makes it again. */
  discard(): void {
    this.#isReady = false;
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/**
 * Throws UserError (78, refused) unless the repository at `path` on this machine belongs to this user alone. git runs
 * programs that the configuration of such a repository names.
 */
export function checkOwnRepository(path: string): void {
  for (const each of [path, joinPath(path, "config"), joinPath(path, "hooks")]) {
    try {
      checkOwnership(each, Deno.statSync(each));
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (!(error instanceof Deno.errors.NotFound) || each === path) {
        throw new UserError({
          exit: "notFound",
          code: "no-repository",
          cannot: `sync with git+file:${path}`,
          because: "there is no repository at that path that you can read",
          try: "opaws remote set --help",
          cause: error,
        });
      }
    }
  }
}
