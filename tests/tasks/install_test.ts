import assert from "node:assert/strict";
import { shellWord } from "../../src/quote.ts";
import { launcher } from "../../tasks/install.ts";
import { ignoreOnWindows } from "../ignore.ts";

const posix = { ignore: ignoreOnWindows() };

Deno.test("launcher() runs the bundle without deno on PATH and passes arguments on", posix, () => {
  using place = checkout(`console.log(JSON.stringify(Deno.args))`);
  const { stdout, code } = start(place.folder, Deno.execPath(), ["run", "a b", "'", "", "$HOME"]);
  assert.deepEqual(JSON.parse(stdout), ["run", "a b", "'", "", "$HOME"]);
  assert.equal(code, 0);
});

Deno.test("launcher() ends with 127 and names the fix if Deno is gone", posix, () => {
  using place = checkout("");
  const gone = `${place.folder}/node_modules/deno/deno`;
  const { stderr, code } = start(place.folder, gone, ["--version"]);
  assert.equal(code, 127);
  assert.equal(
    stderr,
    `opaws: cannot start: ${gone} is gone\n` +
      `  try: cd ${shellWord(place.folder)} && npx -y deno@2.9.6 task install\n`,
  );
});

Deno.test(
  "launcher() refuses to start (78) where Deno would keep its cache in the working directory",
  posix,
  () => {
    using place = checkout("console.log(1)");
    for (const name of ["HOME", "DENO_DIR", "XDG_CACHE_HOME"]) {
      for (const value of ["rel", "./x=/y", "~"]) {
        const { code, stderr } = start(place.folder, Deno.execPath(), [], { [name]: value });
        assert.deepEqual([code, stderr], [
          78,
          `opaws: cannot start: ${name} is not an absolute path\n`,
        ]);
      }
      const { code, stdout } = start(place.folder, Deno.execPath(), [], { [name]: "" });
      assert.deepEqual([code, stdout], [0, "1\n"]);
    }
    const made = [...Deno.readDirSync(place.folder)].map(({ name }) => name);
    assert.deepEqual(made.filter((name) => name !== ".cache").sort(), ["dist", "opaws"]);
  },
);

/** Makes a checkout whose path has a space and a quote, with `script` as its bundle. */
function checkout(script: string): Disposable & { readonly folder: string } {
  const folder = Deno.makeTempDirSync({ prefix: "opaws it's " });
  Deno.mkdirSync(`${folder}/dist`);
  Deno.writeTextFileSync(`${folder}/dist/opaws.js`, script);
  return { folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

function start(
  folder: string,
  deno: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const path = `${folder}/opaws`;
  Deno.writeTextFileSync(path, launcher(deno, folder), { mode: 0o755 });
  const { code, stdout, stderr } = new Deno.Command(path, {
    args: [...args],
    clearEnv: true,
    cwd: folder,
    env: { PATH: "/nonexistent", HOME: folder, ...more },
  }).outputSync();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
