import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { FolderFiles } from "../../src/vault/remotes/folder_files.ts";
import { FolderRemote } from "../../src/vault/remotes/folder_remote.ts";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { headsOf } from "../vault/remotes/remote_contract.ts";
import {
  publicationOf,
  type SampleGeneration,
  SampleVault,
} from "../vault/remotes/remote_fixture.ts";

const SCRIPT = new URL("folder_pusher.ts", import.meta.url).pathname;
const ignore = ignoreWithout("strace");

/** A folder with a published generation, and two more that a process publishes under strace. */
class FolderPush implements Disposable {
  readonly #home = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-folder-" }));

  constructor(readonly chain: readonly SampleGeneration[]) {
    Deno.mkdirSync(this.folder);
    const { hash, file, headers } = publicationOf(chain.slice(1), null);
    const publication = {
      hash,
      content: file.toBase64(),
      headers: headers.map((each) => ({ hash: each.hash, bytes: each.bytes.toBase64() })),
    };
    Deno.writeTextFileSync(`${this.#home}/publication`, JSON.stringify(publication));
  }

  get folder(): string {
    return `${this.#home}/shared`;
  }

  open(): FolderRemote {
    return new FolderRemote(new FolderFiles(this.folder, denoHost, () => {}));
  }

  /** Empties the folder and publishes the first generation. */
  async reset(): Promise<void> {
    Deno.removeSync(this.folder, { recursive: true });
    Deno.mkdirSync(this.folder);
    await this.open().push(publicationOf(this.chain.slice(0, 1), null));
  }

  /** Publishes the others in a process of their own. strace sees only the calls on files in the folder. */
  async push(
    inject: readonly string[] = [],
  ): Promise<
    { readonly code: number; readonly calls: readonly string[]; readonly errors: string }
  > {
    const names = this.chain.slice(1).map(({ number, hash }) =>
      `${String(number).padStart(16, "0")}-${hash}.json`
    );
    const paths = ["headers", "generations"].flatMap((folder) =>
      ["", ...names.map((name) => `/${name}`), "/.opaws-000000000000.tmp"]
        .map((name) => `${this.folder}/${folder}${name}`)
    );
    const trace = `${this.#home}/trace`;
    const { code, stderr } = await new Deno.Command("strace", {
      args: [
        ...["-f", "-qq", "-o", trace],
        ...paths.flatMap((path) => ["-P", path]),
        ...inject.flatMap((each) => ["-e", `inject=${each}`]),
        ...[Deno.execPath(), "run", "-A", "-q", "--no-lock", "--no-code-cache", SCRIPT],
        ...[this.folder, `${this.#home}/publication`],
      ],
    }).output();
    const calls = Deno.readTextFileSync(trace).split("\n")
      .flatMap((line) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? []);
    return { code, calls, errors: new TextDecoder().decode(stderr) };
  }

  /** Checks that nothing is lost, and that a later push of the same succeeds. */
  async check(about: string): Promise<"old" | "new"> {
    const { heads } = await headsOf(this.open());
    const [first, , last] = this.chain as [SampleGeneration, SampleGeneration, SampleGeneration];
    assert.equal(heads.length, 1, about);
    assert.ok([first.hash, last.hash].includes(heads[0]!.hash), about);
    assert.ok(await this.open().generation(heads[0]!.hash) !== null, about);
    assert.deepEqual(await this.open().header(first.hash), first.header, about);
    await this.open().push(publicationOf(this.chain.slice(1), null));
    const after = await headsOf(this.open());
    assert.deepEqual(after.heads.map(({ hash }) => hash), [last.hash], about);
    for (const { hash, header } of this.chain) {
      assert.deepEqual(await this.open().header(hash), header, about);
    }
    return heads[0]!.hash === last.hash ? "new" : "old";
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#home, { recursive: true });
  }
}

Deno.test({
  name:
    "a push to a folder that is killed (SIGKILL) at any call loses nothing, and the next one goes on",
  ignore,
  async fn() {
    using push = new FolderPush(await (await SampleVault.make()).chain(3));
    await push.reset();
    const { code, calls, errors } = await push.push();
    assert.equal(code, 0, errors);
    assert.equal(await push.check("not killed"), "new");
    const counts = new Map<string, number>();
    const after = { old: 0, new: 0 };
    for (const call of calls) {
      const nth = (counts.get(call) ?? 0) + 1;
      counts.set(call, nth);
      await push.reset();
      const killed = await push.push([`${call}:signal=KILL:when=${nth}`]);
      if (killed.code === 0) continue; // another thread made the call
      after[await push.check(`killed at ${call} number ${nth}`)]++;
    }
    report(
      `killed at ${after.old + after.new} calls of a push to a folder: ` +
        `${after.old} times the old generation, ${after.new} times the new one`,
    );
    assert.ok(after.old > 10 && after.new > 0);
  },
});

Deno.test({
  name: "a folder without hard links gets the same files, says so, and survives a kill at any call",
  ignore,
  async fn() {
    using push = new FolderPush(await (await SampleVault.make()).chain(3));
    const noLinks = ["linkat:error=EPERM", "link:error=EPERM"];
    await push.reset();
    const { code, calls, errors } = await push.push(noLinks);
    assert.equal(code, 0, errors);
    assert.match(errors, /has no hard links/);
    assert.ok(calls.some((call) => call.startsWith("rename")));
    assert.equal(await push.check("not killed"), "new");
    const counts = new Map<string, number>();
    let killed = 0;
    for (const call of calls) {
      const nth = (counts.get(call) ?? 0) + 1;
      counts.set(call, nth);
      if (!/^(open|rename|unlink|write|fsync)/.test(call)) continue;
      await push.reset();
      const result = await push.push([...noLinks, `${call}:signal=KILL:when=${nth}`]);
      if (result.code === 0) continue;
      killed++;
      await push.check(`killed at ${call} number ${nth}`);
    }
    report(`killed at ${killed} calls of a push to a folder without hard links`);
    assert.ok(killed > 5);
  },
});
