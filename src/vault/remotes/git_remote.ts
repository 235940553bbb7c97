import type { SignedHeader } from "../crypto/generation_signature.ts";
import { damaged } from "../format/parse.ts";
import { generationName, parseGenerationName } from "./generation_name.ts";
import { checkOwnRepository, type GitFile, GitRepository, type RunGit } from "./git_repository.ts";
import { HeaderReader } from "./header_reader.ts";
import { headerWithHash, isGeneration, readWhole } from "./published_files.ts";
import {
  MAX_GENERATION_BYTES,
  MAX_HEADER_BYTES,
  type Publication,
  type Remote,
  type RemoteHeads,
} from "./remote.ts";

/** What the remote takes from its context. */
interface GitRemoteOptions {
  /** The address for git. */
  readonly url: string;
  /** Whether the repository is on this machine. */
  readonly isLocal: boolean;
  /** The branch. */
  readonly branch: string;
  /** The folder for the repository of this machine, `<state>/remotes/<vault id>.git`. */
  readonly folder: string;
  /** Runs git. */
  readonly git: RunGit;
  /** How git starts the program that receives a push in a repository on this machine. */
  readonly receivePack: string;
  /** Waits for some milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The commit that was read last. */
interface Tip {
  readonly commit: string;
  readonly headers: readonly GitFile[];
}

const MAX_ATTEMPTS = 4;
const FIRST_DELAY = 200; // milliseconds, doubled at each attempt
const REF = /^([0-9a-f]{40}(?:[0-9a-f]{24})?)\t(\S+)$/;
/** What git removes from names (`crud` in git's `ident.c`). */
const WITHOUT_LETTERS = /^[\s.,:;<>"\\']*$/;

/**
 * A shared vault in a git repository: one commit a generation on one branch, with `vault.json` and all `headers/`. The
 * server replaces the branch only if it is at the commit that was read.
 */
export class GitRemote implements Remote {
  readonly sequential = true;
  readonly #options: GitRemoteOptions;
  readonly #repository: GitRepository;
  readonly #headers: HeaderReader;
  #tip: Tip | null = null;
  #head: { readonly hash: string; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;

  /** Nothing is read or made before the first call. */
  constructor(options: GitRemoteOptions) {
    this.#options = options;
    this.#repository = new GitRepository(options.git, options.folder, options.url);
    this.#headers = new HeaderReader({
      read: (names) => this.#readHeaders(names),
      list: (after, limit) =>
        Promise.resolve(
          this.#headerFiles().map(({ path }) => path).filter((name) => name > after).sort()
            .slice(0, limit),
        ),
    });
  }

  /** See {@linkcode Remote.heads}. The tag is the commit. Throws UserError (65) if it has no shared vault. */
  async heads(tag: string | null): Promise<RemoteHeads | null> {
    const commit = await this.#readBranch();
    if (commit === null) return { heads: [], tag: null };
    if (commit === tag) return null;
    const { hash, signed } = await this.#readTip(commit);
    return { heads: [{ hash, generation: signed.header.generation }], tag: commit };
  }

  /** See {@linkcode Remote.header}. */
  async header(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#tip === null) await this.heads(null);
    return await this.#headers.get(hash);
  }

  /** See {@linkcode Remote.generation}. Only the newest ones are at hand: the whole history is not fetched. */
  async generation(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#tip === null) await this.heads(null);
    if (this.#head?.hash === hash) return this.#head.bytes;
    const header = await this.#headers.get(hash);
    const signed = header === null ? null : await headerWithHash(header, hash);
    if (signed === null || this.#tip === null) return null;
    const message = messageOf(signed);
    for (const commit of await this.#repository.withMessage(this.#tip.commit, message)) {
      const file = wholeFile(await this.#repository.list(commit));
      const [bytes] = file === null ? [] : await this.#repository.read([file]);
      if (bytes !== undefined && await isGeneration(bytes, hash)) return bytes;
    }
    return null;
  }

  /** See {@linkcode Remote.push}. */
  async push(next: Publication): Promise<{ readonly tag: string } | "moved"> {
    const commit = await this.#commit(next);
    const { branch, url, isLocal, receivePack } = this.#options;
    const ref = `refs/heads/${branch}`;
    const args = [
      ...["push", "--quiet", "--no-verify", "--no-signed", "--no-recurse-submodules"],
      // The server compares: what it has must be what was read.
      `--force-with-lease=${ref}:${next.tag ?? ""}`,
      ...isLocal ? [`--receive-pack=${receivePack}`] : [],
      ...["--end-of-options", url, `${commit}:${ref}`],
    ];
    for (let attempt = 1;; attempt++) {
      const { code, errors } = await this.#options.git(args, { maxBytes: 65_536 });
      if (code === 0) return { tag: commit };
      // The answer may be lost although the push was successful.
      const now = await this.#readBranch();
      if (now === commit) return { tag: commit };
      if (now !== next.tag) return "moved";
      if (attempt === MAX_ATTEMPTS) throw this.#repository.failed("publish to", errors);
      await this.#options.sleep(FIRST_DELAY * 2 ** (attempt - 1));
    }
  }

  /** Deletes nothing: the history of a repository keeps all generations. */
  deleteOlder(): Promise<"kept"> {
    return Promise.resolve("kept");
  }

  /** Writes the commit of a generation into the repository of this machine. */
  async #commit({ hash, file, headers, tag }: Publication): Promise<string> {
    if (tag !== null && this.#tip?.commit !== tag) await this.#readTip(tag);
    const before = tag === null ? [] : this.#headerFiles();
    const files = new Map(before.map(({ path, object }) => [path, object]));
    let newest: SignedHeader | null = null;
    for (const each of headers) {
      newest = await headerWithHash(each.bytes, each.hash);
      if (newest === null) throw new TypeError("a header with another hash");
      const name = generationName({ ...newest.header, hash: each.hash });
      files.set(name, await this.#repository.write(each.bytes));
    }
    if (newest === null || headers.at(-1)!.hash !== hash) throw new TypeError("no header");
    const whole = await this.#repository.write(file);
    const folder = await this.#repository.writeTree(
      [...files].map(([name, object]) => ({ type: "blob", object, name })),
    );
    const tree = await this.#repository.writeTree([
      { type: "tree", object: folder, name: "headers" },
      { type: "blob", object: whole, name: "vault.json" },
    ]);
    const { author, members } = newest.header;
    const name = members[author]?.name ?? "";
    return await this.#repository.commit(
      tree,
      tag,
      messageOf(newest),
      WITHOUT_LETTERS.test(name) ? "opaws" : name,
    );
  }

  /** Returns the commit that the branch is at; null if the remote does not have the branch. */
  async #readBranch(): Promise<string | null> {
    const { branch, url, isLocal } = this.#options;
    if (isLocal) checkOwnRepository(url);
    const output = await this.#repository.run(
      ["ls-remote", "--refs", "--end-of-options", url, `refs/heads/${branch}`],
      { maxBytes: 65_536 },
    );
    for (const line of new TextDecoder().decode(output).split("\n")) {
      const [, commit, ref] = REF.exec(line) ?? [];
      if (ref === `refs/heads/${branch}`) return commit!;
    }
    return null;
  }

  /** Fetches and reads the commit that the branch is at, and notes what is in it. */
  async #readTip(
    commit: string,
  ): Promise<{ readonly hash: string; readonly signed: SignedHeader }> {
    const { url, branch } = this.#options;
    const files = await this.#filesOf(commit);
    const file = wholeFile(files);
    if (file === null) {
      throw damaged(`use ${url}`, `branch ${branch} has no vault.json, or one that is too large`);
    }
    const [bytes] = await this.#repository.read([file]);
    const whole = await readWhole(bytes!, `vault.json of ${url}`);
    if (whole === null) throw damaged(`use ${url}`, "its vault.json is not a shared vault");
    const headers = files.flatMap((each) => {
      const name = each.path.startsWith("headers/") ? each.path.slice("headers/".length) : "";
      const isHeader = parseGenerationName(name) !== null && each.size <= MAX_HEADER_BYTES;
      return isHeader ? [{ ...each, path: name }] : [];
    });
    this.#tip = { commit, headers };
    this.#head = { hash: whole.hash, bytes: bytes! };
    this.#headers.startFrom(whole.hash, whole.signed);
    return whole;
  }

  /** Returns the files of `commit`, which it fetches if need be. */
  async #filesOf(commit: string): Promise<readonly GitFile[]> {
    const { branch } = this.#options;
    if (await this.#repository.has(commit)) {
      try {
        return await this.#repository.list(commit);
      } catch {
        this.#repository.discard(); // it is damaged
      }
    }
    await this.#repository.fetch(branch);
    return await this.#repository.list(commit);
  }

  #headerFiles(): readonly GitFile[] {
    return this.#tip?.headers ?? [];
  }

  async #readHeaders(
    names: readonly string[],
  ): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const files = new Map(this.#headerFiles().map((file) => [file.path, file]));
    const found = names.flatMap((name) => files.get(name) ?? []);
    const contents = found.length === 0 ? [] : await this.#repository.read(found);
    const byName = new Map(found.map(({ path }, index) => [path, contents[index]!]));
    return names.map((name) => byName.get(name) ?? null);
  }
}

/** Returns the file of the whole generation in a commit; null if there is none, or it is too large. */
function wholeFile(files: readonly GitFile[]): GitFile | null {
  const file = files.find(({ path }) => path === "vault.json");
  return file === undefined || file.size > MAX_GENERATION_BYTES ? null : file;
}

function messageOf({ header }: SignedHeader): string {
  return `Generation ${header.generation}`;
}
