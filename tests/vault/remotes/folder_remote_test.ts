import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { FolderFiles } from "../../../src/vault/remotes/folder_files.ts";
import { FolderRemote } from "../../../src/vault/remotes/folder_remote.ts";
import { rejectionOf } from "../../error_of.ts";
import { ignoreOnWindows } from "../../ignore.ts";
import { checkLongHistory, checkRemote, headsOf } from "./remote_contract.ts";
import { publicationOf, type SampleGeneration, SampleVault } from "./remote_fixture.ts";

function open(path: string): FolderRemote {
  return new FolderRemote(new FolderFiles(path, denoHost, () => {}));
}

async function inFolder(action: (path: string) => Promise<void>): Promise<void> {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws shared " }));
  try {
    await action(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** Returns the file of a generation below the folder at `path`. */
function fileOf(path: string, folder: string, { number, hash }: SampleGeneration): string {
  return `${path}/${folder}/${String(number).padStart(16, "0")}-${hash}.json`;
}

Deno.test("a folder is a remote", async () => {
  await inFolder(async (path) => {
    Deno.mkdirSync(`${path}/one`);
    await checkRemote(() => open(`${path}/one`), { deletes: "deleted" });
    Deno.mkdirSync(`${path}/two`);
    await checkLongHistory(() => open(`${path}/two`), 50);
    const names = [...Deno.readDirSync(`${path}/two/headers`)].map(({ name }) => name);
    assert.ok(names.every((name) => /^\d{16}-[\w-]{43}\.json$/.test(name)), names.join());
  });
});

Deno.test("a folder whose files arrive one after the other and by halves never shows a part of a generation", async () => {
  const vault = await SampleVault.make();
  const chain = await vault.chain(3);
  await inFolder(async (source) => {
    await open(source).push(publicationOf(chain.slice(0, 1), null));
    await open(source).push(publicationOf(chain, null, chain.slice(0, 1)));
    const files = ["headers", "generations"].flatMap((folder) =>
      [...Deno.readDirSync(`${source}/${folder}`)].map(({ name }) => `${folder}/${name}`)
    );
    assert.equal(files.length, 5);
    for (const order of permutations(files)) {
      await inFolder(async (path) => {
        for (const folder of ["headers", "generations"]) Deno.mkdirSync(`${path}/${folder}`);
        let tag: string | null = null;
        let highest = 0;
        for (const name of order) {
          const bytes = Deno.readFileSync(`${source}/${name}`);
          for (const part of [bytes.subarray(0, 0), bytes.subarray(0, bytes.length >> 1), bytes]) {
            Deno.writeFileSync(`${path}/${name}`, part);
            const now = await open(path).heads(tag);
            if (now === null) continue;
            tag = now.tag;
            for (const { hash, generation } of now.heads) {
              assert.ok(await open(path).generation(hash) !== null, name);
              assert.ok(await open(path).header(hash) !== null, name);
              highest = Math.max(highest, generation);
            }
          }
        }
        assert.equal(highest, 3);
        assert.deepEqual((await headsOf(open(path))).heads.map(({ hash }) => hash), [
          chain[2]!.hash,
        ]);
      });
    }
  });
});

Deno.test("a folder ignores conflicted copies, leftovers and files of other kinds, and deletes none of them", async () => {
  const vault = await SampleVault.make();
  const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
  await inFolder(async (path) => {
    await open(path).push(publicationOf([first], null));
    const { tag } = await headsOf(open(path));
    const whole = fileOf(path, "generations", first);
    const header = fileOf(path, "headers", first);
    const others = [
      header.replace(".json", " (conflicted copy).json"),
      header.replace(".json", ".sync-conflict-20260101-000000-ABCDEFG.json"),
      `${path}/headers/.opaws-0123456789ab.tmp`,
      `${path}/headers/desktop.ini`,
      ...Deno.build.os === "windows" ? [] : [`${path}/headers/\u001b[31mred.json`],
      `${path}/vault (conflicted copy).json`,
    ];
    for (const other of others) Deno.copyFileSync(whole, other);
    assert.equal(await open(path).heads(tag), null);
    await open(path).push(publicationOf([second], tag, [first]));
    await open(path).deleteOlder([second.hash]);
    for (const other of others) assert.ok(Deno.statSync(other).isFile, other);
  });
});

Deno.test("a folder with another content under the name of a header or generation does not have it", async () => {
  const vault = await SampleVault.make();
  const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
  await inFolder(async (path) => {
    await open(path).push(publicationOf([first], null));
    await open(path).push(publicationOf([second], null, [first]));
    Deno.writeFileSync(fileOf(path, "generations", second), first.file);
    assert.deepEqual((await headsOf(open(path))).heads.map(({ hash }) => hash), [first.hash]);
    assert.equal(await open(path).generation(second.hash), null);
    Deno.writeFileSync(fileOf(path, "headers", first), second.header);
    assert.equal(await open(path).header(first.hash), null);
    // A member who has the generation writes it again.
    await open(path).push(publicationOf([first, second], null));
    assert.deepEqual((await headsOf(open(path))).heads.map(({ hash }) => hash), [second.hash]);
    assert.deepEqual(await open(path).header(first.hash), first.header);
  });
});

Deno.test({
  name: "a folder with symlinks, pipes and devices never hangs and is not followed out",
  ignore: ignoreOnWindows(),
  async fn() {
    const vault = await SampleVault.make();
    const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
    await inFolder(async (path) => {
      await open(path).push(publicationOf([first], null));
      const outside = `${path}/outside`;
      Deno.writeFileSync(outside, second.header);
      const name = fileOf(path, "headers", second);
      const whole = fileOf(path, "generations", second);
      Deno.writeFileSync(whole, second.file);
      const traps = [
        () => Deno.symlinkSync(outside, name),
        () => Deno.symlinkSync("/dev/zero", name),
        () => Deno.mkdirSync(name),
        () => new Deno.Command("mkfifo", { args: [name] }).outputSync(),
      ];
      for (const trap of traps) {
        trap();
        const { heads } = await headsOf(open(path));
        assert.deepEqual(heads.map(({ hash }) => hash), [first.hash], String(trap));
        assert.equal(await open(path).header(second.hash), null);
        Deno.removeSync(name);
      }
      Deno.truncateSync(whole, 65 * 1024 * 1024);
      assert.equal(await open(path).generation(second.hash), null);
      Deno.renameSync(`${path}/headers`, `${path}/elsewhere`);
      Deno.symlinkSync(`${path}/elsewhere`, `${path}/headers`);
      for (
        const action of [open(path).heads(null), open(path).push(publicationOf([first], null))]
      ) {
        const error = await rejectionOf(action);
        assert.deepEqual([error.exit, error.code], ["refused", "untrusted-folder"]);
      }
    });
  },
});

Deno.test("a folder that is not there is an error, and not an empty remote", async () => {
  await inFolder(async (path) => {
    for (const missing of [`${path}/usb`, `${path}/file`]) {
      if (missing.endsWith("file")) Deno.writeTextFileSync(missing, "");
      const error = await rejectionOf(open(missing).heads(null));
      assert.deepEqual([error.exit, error.code], ["notFound", "no-folder"]);
    }
    const vault = await SampleVault.make();
    const error = await rejectionOf(
      open(`${path}/usb`).push(publicationOf(await vault.chain(1), null)),
    );
    assert.equal(error.code, "no-folder");
  });
});

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, at) =>
    permutations(values.toSpliced(at, 1)).map((rest) => [value, ...rest])
  );
}

Deno.test("a folder full of files that cost time is refused, and a time limit ends reading it before that", async () => {
  const vault = await SampleVault.make();
  await inFolder(async (path) => {
    const first = await vault.next();
    await open(path).push(publicationOf([first], null));
    for (let count = 0; count < 100; count++) {
      const sibling = await vault.next([first]);
      Deno.writeFileSync(fileOf(path, "headers", sibling), sibling.header);
      Deno.writeFileSync(fileOf(path, "generations", sibling), new Uint8Array(1));
    }
    const error = await rejectionOf(open(path).heads(null));
    assert.match(String(error), /too many generations in it are siblings/);

    const late = new Error("late");
    const limited = new FolderRemote(
      new FolderFiles(path, denoHost, () => {}),
      AbortSignal.abort(late),
    );
    await assert.rejects(limited.heads(null), late);
    let isOver = false;
    setTimeout(() => isOver = true);
    await rejectionOf(open(path).heads(null));
    assert.ok(isOver, "no timer ran while the folder was read");
  });
});
