import assert from "node:assert/strict";
import { removeOldRuntimes, runtimeFile, runtimeFolders } from "../../src/fs/runtime_folders.ts";
import { ignoreOnWindows, ignoreUnlessRoot } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const DAY = 86_400_000;
const BOOT = "7e5ae3b4-5d7c-4b8f-9d3e-0a1b2c3d4e5f";

/** Returns the folders of the user 1000, to whom the folders `own` belong. */
function foldersWith(env: Record<string, string>, ...own: string[]): string[] {
  const host = { env: (name: string) => env[name], uid: () => 1000 };
  const isOwnFolder = (path: string, uid: number | null) => uid === 1000 && own.includes(path);
  return runtimeFolders(host, "/s", { isOwnFolder, bootId: () => BOOT });
}

Deno.test("runtimeFolders() prefers XDG_RUNTIME_DIR, then /run/user, then the state folder of this boot", () => {
  const state = `/s/run/${BOOT}`;
  const both = ["/x", "/run/user/1000"];
  assert.deepEqual(foldersWith({ XDG_RUNTIME_DIR: "/x//" }, ...both), ["/x/opaws", state]);
  const systemd = ["/run/user/1000/opaws", state];
  for (const none of [{}, { XDG_RUNTIME_DIR: "" }, { XDG_RUNTIME_DIR: "x" }]) {
    assert.deepEqual(foldersWith(none, ...both, "x", ""), systemd);
  }
  assert.deepEqual(foldersWith({ XDG_RUNTIME_DIR: "/run/user/0" }, ...both), systemd, "after su");
  assert.deepEqual(foldersWith({ XDG_RUNTIME_DIR: "/run/user/0" }), [state]);
});

Deno.test("runtimeFolders() ignores TMPDIR", () => {
  assert.deepEqual(foldersWith({ TMPDIR: "/t" }, "/t", "/tmp"), [`/s/run/${BOOT}`]);
});

Deno.test({
  name: "runtimeFolders() ignores an XDG_RUNTIME_DIR that others own, can write to or redirect",
  ignore: ignoreUnlessRoot(),
  fn() {
    using place = throwaway();
    const { folder } = place;
    const usable = (path: string): boolean => {
      const host = { env: () => path, uid: () => Deno.uid() };
      return runtimeFolders(host, "/s").length === 2;
    };
    const own = `${folder}/own`;
    Deno.mkdirSync(own, { mode: 0o700 });
    Deno.symlinkSync(own, `${folder}/link`);
    assert.ok(usable(own) && usable(`${folder}/link`));
    new Deno.Command("chown", { args: ["-h", "1234", `${folder}/link`] }).outputSync();
    Deno.writeTextFileSync(`${folder}/file`, "");
    Deno.symlinkSync(`${folder}/nowhere`, `${folder}/lost`);
    for (const name of ["link", "file", "file/below", "lost", "none", "own/none"]) {
      assert.ok(!usable(`${folder}/${name}`), name);
    }
    for (const mode of [0o770, 0o707, 0o1777]) {
      Deno.chmodSync(own, mode);
      assert.ok(!usable(own), mode.toString(8));
    }
    Deno.chmodSync(own, 0o700);
    Deno.chownSync(own, 1234, 1234);
    assert.ok(!usable(own));
  },
});

Deno.test(
  "runtimeFolders() names the boot as the system does",
  { ignore: ignoreOnWindows() },
  () => {
    const [folder] = runtimeFolders({ env: () => undefined, uid: () => 1_999_999_999 }, "/s");
    assert.match(folder, /^\/s\/run\/[0-9A-Fa-f-]{36}$/);
  },
);

Deno.test("runtimeFile() finds a file in any folder, and creates new ones in the first", () => {
  using place = throwaway();
  const runtimes = [`${place.folder}/a`, `${place.folder}/b`] as const;
  for (const folder of runtimes) Deno.mkdirSync(folder);
  const file = () => runtimeFile({ runtimes: [...runtimes] }, "x");
  assert.equal(file(), `${runtimes[0]}/x`);
  Deno.writeTextFileSync(`${runtimes[1]}/x`, "");
  assert.equal(file(), `${runtimes[1]}/x`);
  Deno.writeTextFileSync(`${runtimes[0]}/x`, "");
  assert.equal(file(), `${runtimes[0]}/x`);
});

Deno.test("removeOldRuntimes() removes the folders of boots of more than a month ago", () => {
  using place = throwaway();
  const state = `${place.folder}/state`;
  const now = Date.now();
  const make = (boot: string, folderAge: number, fileAge: number): void => {
    const folder = `${state}/run/${boot}`;
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/terminal-x.json`, "");
    Deno.utimeSync(`${folder}/terminal-x.json`, 0, (now - fileAge * DAY) / 1000);
    Deno.utimeSync(folder, 0, (now - folderAge * DAY) / 1000);
  };
  make("this", 40, 40);
  make("old", 40, 31);
  make("used", 40, 20);
  make("new", 20, 40);
  Deno.writeTextFileSync(`${state}/run/file`, "");
  Deno.utimeSync(`${state}/run/file`, 0, 0);
  const clean = () => removeOldRuntimes({ state, runtimes: [`${state}/run/this`] }, now);
  clean();
  const left = [...Deno.readDirSync(`${state}/run`)].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => name !== "file").sort(), ["new", "this", "used"]);
  Deno.removeSync(state, { recursive: true });
  clean();
});
