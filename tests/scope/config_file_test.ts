import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { type Config } from "../../src/scope/config.ts";
import { formatConfig } from "../../src/scope/config_text.ts";
import { changeConfig, readConfig } from "../../src/scope/config_file.ts";
import { bind } from "../../src/scope/edit.ts";
import { setSetting } from "../../src/scope/settings.ts";
import { ignoreWithoutData, jsonTestSuite } from "../conformance.ts";
import type { Paths } from "../../src/fs/paths.ts";
import { throwaway } from "../throwaway.ts";
import { ignoreUnlessRoot } from "../ignore.ts";

const ITEM = { vault: "personal", item: "0b6a", title: "AWS dev" };

Deno.test("readConfig() returns an empty config if there is no file", () => {
  using place = throwaway();
  assert.deepEqual(Object.keys(readConfig(place.paths).scopes.global), []);
});

Deno.test("readConfig() reports the line and column of a syntax error", () => {
  using place = throwaway();
  write(place.paths.config, '{\n  "version": 1,\n  "scopes": {]\n}\n');
  const error = errorOf(() => readConfig(place.paths));
  assert.equal(error.status, 78);
  assert.match(error.message, /^cannot use .*config\.json: .* at line 3, column 14$/);
  assert.deepEqual(error.details, { path: place.paths.configFile, line: 3 });
});

Deno.test("readConfig() names a member of the wrong type, and a newer version", () => {
  using place = throwaway();
  write(place.paths.config, '{"version":1,"scopes":{"global":{"aws":{"vault":"p","item":5}}}}');
  assert.match(errorOf(() => readConfig(place.paths)).message, /scopes\.global\.aws\.item/);
  write(place.paths.config, '{"version":7}');
  const error = errorOf(() => readConfig(place.paths));
  assert.equal(error.status, 78);
  assert.match(error.message, /version is 7, from a newer opaws/);
});

Deno.test("readConfig() refuses a file that others can write, with the command that fixes it", () => {
  using place = throwaway();
  write(place.paths.config, '{"version":1}');
  Deno.chmodSync(place.paths.configFile, 0o622);
  const error = errorOf(() => readConfig(place.paths));
  assert.equal(error.status, 78);
  assert.match(error.try ?? "", /^chmod 600 /);
});

Deno.test({
  name: "readConfig() and changeConfig() refuse another user's file",
  ignore: ignoreUnlessRoot(),
  async fn() {
    using place = throwaway();
    write(place.paths.config, '{"version":1}');
    Deno.chownSync(place.paths.configFile, 12345, 12345);
    const error = errorOf(() => readConfig(place.paths));
    assert.equal(error.status, 78);
    assert.match(error.message, /another user owns it$/);
    await assert.rejects(
      changeConfig(place.host, place.paths, (config) => setSetting(config, "defaultVault", "x")),
      (error) => error instanceof UserError && error.status === 78,
    );
    assert.equal(Deno.readTextFileSync(place.paths.configFile), '{"version":1}');
  },
});

Deno.test("changeConfig() creates the folder and the file for the owner only", async () => {
  using place = throwaway();
  const after = await changeConfig(
    place.host,
    place.paths,
    (config) => setSetting(config, "defaultVault", "x"),
  );
  assert.equal(formatConfig(after), formatConfig(readConfig(place.paths)));
  assert.equal(Deno.statSync(place.paths.config).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(place.paths.configFile).mode! & 0o777, 0o600);
});

Deno.test("changeConfig() writes nothing if nothing changed", async () => {
  using place = throwaway();
  const odd = '{"version":1,   "settings":{"defaultVault":"x"}}';
  write(place.paths.config, odd);
  await changeConfig(place.host, place.paths, (config) => setSetting(config, "defaultVault", "x"));
  assert.equal(Deno.readTextFileSync(place.paths.configFile), odd);
  await changeConfig(place.host, place.paths, (config) => setSetting(config, "defaultVault", "y"));
  assert.match(Deno.readTextFileSync(place.paths.configFile), /"defaultVault": "y"/);
});

Deno.test("changeConfig() writes nothing that it could not read again", async () => {
  using place = throwaway();
  for (const [tool, title] of [["__proto__", "x"], ["aws", "\ud800"]] as const) {
    await assert.rejects(
      changeConfig(
        place.host,
        place.paths,
        (config) => bind(config, { kind: "global" }, tool, { ...ITEM, title }),
      ),
      (error) => error instanceof UserError && error.status === 64,
    );
  }
  assert.throws(() => Deno.statSync(place.paths.configFile), Deno.errors.NotFound);
});

Deno.test("changeConfig() writes through a symlink", async () => {
  using place = throwaway();
  Deno.mkdirSync(place.paths.config, { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(`${place.folder}/dotfile.json`, '{"version":1}', { mode: 0o600 });
  Deno.symlinkSync(`${place.folder}/dotfile.json`, place.paths.configFile);
  await changeConfig(place.host, place.paths, (config) => setSetting(config, "defaultVault", "x"));
  assert.ok(Deno.lstatSync(place.paths.configFile).isSymlink);
  assert.match(Deno.readTextFileSync(`${place.folder}/dotfile.json`), /"defaultVault": "x"/);
});

Deno.test("changeConfig() loses nothing if two processes change the file 20 times each", async () => {
  using place = throwaway();
  const writer = new URL("binder.ts", import.meta.url).pathname;
  const runs = ["a", "b"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", writer, name, "20"],
      env: { HOME: place.folder, XDG_CONFIG_HOME: "", OPAWS_CONFIG_DIR: place.paths.config },
      stderr: "inherit",
    }).output()
  );
  for (const run of await Promise.all(runs)) assert.equal(run.code, 0);
  const found = Object.keys(readConfig(place.paths).scopes.global).sort();
  const wanted = ["a", "b"].flatMap((name) => Array.from({ length: 20 }, (_, at) => name + at));
  assert.deepEqual(found, wanted.sort());
});

Deno.test({
  name:
    "readConfig() and changeConfig() refuse each file of the JSON test suite that is not an object, and leave it alone",
  ignore: ignoreWithoutData(),
  async fn() {
    using place = throwaway();
    Deno.mkdirSync(place.paths.config, { recursive: true, mode: 0o700 });
    let [seen, objects] = [0, 0];
    for (const { name, bytes } of jsonTestSuite()) {
      seen += 1;
      Deno.writeFileSync(place.paths.configFile, bytes, { mode: 0o600 });
      if (/^(y|i)_(object|structure_lonely)/.test(name) && isReadable(place.paths)) {
        objects += 1;
        continue;
      }
      const error = errorOf(() => readConfig(place.paths));
      assert.equal(error.status, 78, name);
      assert.match(error.message, /^cannot use \/.*config\.json: [^\n]+$/, name);
      const change = (config: Config): Config => setSetting(config, "defaultVault", "x");
      await assert.rejects(
        changeConfig(place.host, place.paths, change),
        (error) => error instanceof UserError && error.status === 78,
        name,
      );
      assert.deepEqual(Deno.readFileSync(place.paths.configFile), bytes, name);
    }
    assert.deepEqual([seen, objects], [195, 6]);
  },
});

function write(folder: string, text: string): void {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(`${folder}/config.json`, text, { mode: 0o600 });
}

function isReadable(paths: Paths): boolean {
  try {
    readConfig(paths);
    return true;
  } catch {
    return false;
  }
}

function errorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no error");
}
