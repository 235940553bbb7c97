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

/** Makes a checkout whose path has a space and a quote, with `script` as its bundle. */
function checkout(script: string): Disposable & { readonly folder: string } {
  const folder = Deno.makeTempDirSync({ prefix: "opaws it's " });
  Deno.mkdirSync(`${folder}/dist`);
  Deno.writeTextFileSync(`${folder}/dist/opaws.js`, script);
  return { folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

function start(folder: string, deno: string, args: readonly string[]) {
  const path = `${folder}/opaws`;
  Deno.writeTextFileSync(path, launcher(deno, folder), { mode: 0o755 });
  const { code, stdout, stderr } = new Deno.Command(path, {
    args: [...args],
    clearEnv: true,
    env: { PATH: "/nonexistent", HOME: folder },
  }).outputSync();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
