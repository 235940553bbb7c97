import assert from "node:assert/strict";
import { writeAtomic } from "../../src/fs/atomic_write.ts";
import { errorOf } from "../error_of.ts";
import { throwaway } from "../throwaway.ts";
import { ignoreWithout } from "../ignore.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

Deno.test("writeAtomic() creates the file and its folders for this user only", () => {
  using place = throwaway();
  const path = `${place.folder}/a/b/file`;
  writeAtomic(place.host, path, bytes("one"));
  assert.equal(Deno.readTextFileSync(path), "one");
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.equal(Deno.statSync(`${place.folder}/a/b`).mode! & 0o777, 0o700);
});

Deno.test("writeAtomic() writes through a symlink, but refuses a dangling one", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/dotfiles`);
  Deno.writeTextFileSync(`${place.folder}/dotfiles/real`, "old");
  Deno.symlinkSync("dotfiles/real", `${place.folder}/link`);
  writeAtomic(place.host, `${place.folder}/link`, bytes("new"));
  assert.equal(Deno.readTextFileSync(`${place.folder}/dotfiles/real`), "new");
  assert.ok(Deno.lstatSync(`${place.folder}/link`).isSymlink);

  Deno.symlinkSync("nowhere", `${place.folder}/lost`);
  const error = errorOf(() => writeAtomic(place.host, `${place.folder}/lost`, bytes("x")));
  assert.equal(error.status, 74);
  assert.match(error.message, /^cannot write .*\/lost: it is a dangling symlink$/);
  assert.ok(Deno.lstatSync(`${place.folder}/lost`).isSymlink);
});

Deno.test("writeAtomic() removes the leftovers of a killed writer, and nothing else", () => {
  using place = throwaway();
  const left = `${place.folder}/.file.0123456789ab.tmp`;
  const others = [
    ".file.tmp",
    ".file.0123456789ab.tmp~",
    ".file.x0123456789ab.tmp",
    ".else.0123456789ab.tmp",
    "file.0123456789ab.tmp",
  ];
  for (const name of others) Deno.writeTextFileSync(`${place.folder}/${name}`, "mine");
  Deno.mkdirSync(`${place.folder}/.file.ba9876543210.tmp`);
  Deno.writeTextFileSync(left, "half");
  writeAtomic(place.host, `${place.folder}/file`, bytes("whole"));
  assert.throws(() => Deno.statSync(left), Deno.errors.NotFound);
  for (const name of others) assert.equal(Deno.readTextFileSync(`${place.folder}/${name}`), "mine");
  assert.ok(Deno.statSync(`${place.folder}/.file.ba9876543210.tmp`).isDirectory);
});

Deno.test("writeAtomic() reports a failure (74) and leaves no file behind", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/taken/full`, { recursive: true });
  const error = errorOf(() => writeAtomic(place.host, `${place.folder}/taken`, bytes("x")));
  assert.deepEqual([error.status, error.code], [74, "write-failed"]);
  const names = [...Deno.readDirSync(place.folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["run", "taken"]);
});

Deno.test("writeAtomic() accepts an existing folder of the user with any mode", () => {
  using place = throwaway();
  const folder = `${place.folder}/dotfiles`;
  Deno.mkdirSync(folder);
  Deno.chmodSync(folder, 0o775);
  writeAtomic(place.host, `${folder}/file`, bytes("x"));
  assert.equal(Deno.statSync(folder).mode! & 0o777, 0o775);
});

const STRACE = "/usr/bin/strace";

Deno.test({
  name: "writeAtomic() works without fsync of folders, and reports an fsync that fails (74)",
  ignore: ignoreWithout(STRACE),
  async fn() {
    for (
      const [error, ended] of [["EINVAL", "written"], ["EOPNOTSUPP", "written"], ["EIO", "74"]]
    ) {
      using place = throwaway();
      const source = new URL("../../src/", import.meta.url);
      const script = `
        import { writeAtomic } from "${source}fs/atomic_write.ts";
        import { denoHost } from "${source}host.ts";
        try {
          writeAtomic(denoHost, "${place.folder}/file", new Uint8Array(3));
          console.log("written");
        } catch (error) {
          console.log(error.status);
        }`;
      const inject = ["-P", place.folder, "-e", "trace=fsync", "-e", `inject=fsync:error=${error}`];
      const { stdout } = await new Deno.Command(STRACE, {
        args: ["-f", "-qq", "-o", "/dev/null", ...inject, Deno.execPath(), "eval", "-q", script],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), `${ended}\n`, error);
      assert.equal(Deno.readFileSync(`${place.folder}/file`).length, 3);
    }
  },
});
