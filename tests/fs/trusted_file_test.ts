import assert from "node:assert/strict";
import { writeAtomic } from "../../src/fs/atomic_write.ts";
import type { RuntimePaths } from "../../src/fs/runtime_folders.ts";
import { checkOwnership, readTrusted } from "../../src/fs/trusted_file.ts";
import { denoHost } from "../../src/host.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { readGenerations } from "../../src/vault/store/generations.ts";
import { readUnparsed } from "../../src/vault/store/read.ts";
import { readTerminalBindings } from "../../src/scope/terminal_bindings.ts";
import { writeTerminalBinding } from "../../src/scope/write_terminal_bindings.ts";
import { errorOf, rejectionOf } from "../error_of.ts";
import { throwaway } from "../throwaway.ts";
import { ignoreUnlessLinux, ignoreUnlessRoot } from "../ignore.ts";

Deno.test("readTrusted() returns null for a missing file, and for a path below a file", () => {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/file`, "");
  assert.equal(readTrusted(`${place.folder}/nothing`), null);
  assert.equal(readTrusted(`${place.folder}/nothing/below`), null);
  assert.equal(readTrusted(`${place.folder}/file/below`), null);
});

Deno.test("readTrusted() and writeAtomic() report a path that they cannot inspect", () => {
  using place = throwaway();
  Deno.symlinkSync("loop", `${place.folder}/loop`);
  for (const folder of [`${place.folder}/loop`, `${place.folder}/${"x".repeat(300)}`]) {
    const paths = {
      ...place.paths,
      configFile: `${folder}/config.json`,
      vaults: folder,
      state: folder,
    };
    for (
      const read of [
        () => readTrusted(`${folder}/file`),
        () => readConfig(paths),
        () => readGenerations(paths),
        () => readUnparsed({ ...paths, state: place.paths.state }, "personal"),
      ]
    ) {
      const error = errorOf(read);
      assert.deepEqual([error.status, error.code], [74, "unreadable-file"]);
      assert.match(
        error.message,
        /^cannot read .*: (too many levels of symbolic links|file name too long)$/,
      );
    }
    const write = () => writeAtomic(denoHost, `${folder}/file`, new Uint8Array(1));
    assert.ok([73, 74].includes(errorOf(write).status));
  }
});

Deno.test({
  name: "checkFolder() refuses a folder behind a symlink that another user made",
  ignore: ignoreUnlessRoot(),
  async fn() {
    using place = throwaway();
    const runtime = `${place.folder}/link`;
    Deno.mkdirSync(`${place.folder}/real`, { mode: 0o700 });
    Deno.symlinkSync("real", runtime);
    const binding = { vault: "personal", item: "x", title: "AWS dev" };
    const paths: RuntimePaths = { runtimes: [runtime] };
    const write = () => writeTerminalBinding(denoHost, paths, "t1", "aws", binding);
    await write();
    assert.deepEqual({ ...readTerminalBindings(paths, "t1").aws }, binding);
    new Deno.Command("chown", { args: ["-h", "1234", runtime] }).outputSync();
    assert.equal(errorOf(() => readTerminalBindings(paths, "t1")).code, "untrusted-file");
    assert.equal((await rejectionOf(write())).code, "untrusted-file");
    new Deno.Command("chown", { args: ["-h", "0", runtime] }).outputSync();
    await write();
  },
});

Deno.test("readTrusted() refuses a folder and a dangling symlink", () => {
  using place = throwaway();
  Deno.symlinkSync("nowhere", `${place.folder}/lost`);
  const cases: [path: string, because: RegExp][] = [
    [place.folder, /: it is not a regular file$/],
    [`${place.folder}/lost`, /: it is a dangling symlink$/],
  ];
  for (const [path, because] of cases) {
    const error = errorOf(() => readTrusted(path));
    assert.deepEqual([error.status, error.code], [78, "untrusted-file"], path);
    assert.match(error.message, because);
  }
});

Deno.test("readTrusted() reads a file of the maximum size, and refuses a larger one", () => {
  using place = throwaway();
  const path = `${place.folder}/file`;
  Deno.writeTextFileSync(path, "12345", { mode: 0o600 });
  assert.equal(readTrusted(path, 5)?.length, 5);
  const error = errorOf(() => readTrusted(path, 4));
  assert.deepEqual([error.status, error.code], [78, "too-large"]);
  assert.match(error.message, /: it is larger than 4 bytes$/);
});

Deno.test({
  name: "readTrusted() reads all of a file whose metadata gives too small a size",
  ignore: ignoreUnlessLinux(),
  fn() {
    const path = "/proc/self/environ";
    assert.equal(Deno.statSync(path).size, 0);
    assert.deepEqual(readTrusted(path), Deno.readFileSync(path));
  },
});

Deno.test("checkOwnership() refuses a device, and files that others can write to, with the chmod that fixes it", () => {
  using place = throwaway();
  const device = errorOf(() => checkOwnership("/dev/null", Deno.statSync("/dev/null")));
  assert.match(device.message, /: it is not a regular file$/);
  const cases: [name: string, mode: number, wanted: string][] = [
    ["file", 0o620, "600"],
    ["file", 0o602, "600"],
    ["it's mine", 0o666, "600"],
    ["x;y", 0o666, "600"],
    ["folder", 0o720, "go-w"],
    ["folder", 0o702, "go-w"],
  ];
  Deno.mkdirSync(`${place.folder}/folder`);
  for (const [name, mode, wanted] of cases) {
    const path = `${place.folder}/${name}`;
    if (name !== "folder") Deno.writeTextFileSync(path, "");
    Deno.chmodSync(path, mode);
    const error = errorOf(() => checkOwnership(path, Deno.statSync(path)));
    assert.equal(error.status, 78);
    const shown = /^\w+$/.test(name) ? path : `'${path.replace("'", "'\\''")}'`;
    assert.equal(error.try, `chmod ${wanted} ${shown}`);
    new Deno.Command("/bin/sh", { args: ["-c", error.try] }).outputSync();
    checkOwnership(path, Deno.statSync(path));
  }
  Deno.chmodSync(`${place.folder}/file`, 0o644);
  checkOwnership(`${place.folder}/file`, Deno.statSync(`${place.folder}/file`));
});
