import assert from "node:assert/strict";
import {
  readPlainConfig,
  readPlainGenerations,
  readPlainTerminal,
} from "../../../src/credentials/plain/plain_config.ts";
import { UserError } from "../../../src/errors.ts";
import { readConfig } from "../../../src/scope/config_file.ts";
import { readTerminalBindings } from "../../../src/scope/terminal_bindings.ts";
import { readGenerations } from "../../../src/vault/store/generations.ts";
import { oneOf, randomOf, testSeed } from "../../aws/random.ts";
import { ignoreUnlessLinux } from "../../ignore.ts";
import { throwaway } from "../../throwaway.ts";

const CHANGES = 1_500;
const BINDING = { vault: "personal", item: "x", title: "Zürich", region: "eu-west-1" };
const CONFIG = {
  version: 1,
  settings: { mfa: { allowProcess: true }, lock: { idleMinutes: 5 } },
  scopes: { global: { aws: BINDING }, directories: { "/home/a": { cdk: BINDING } } },
  profiles: { prod: BINDING },
};
const ID = "123e4567-e89b-42d3-a456-426614174000";
const BYTES = "A".repeat(43);
const GENERATIONS = {
  [ID]: { generation: 2, mac: BYTES, proof: BYTES },
  [ID.replace("1", "2")]: 7,
};
const PIECES = ['"', ",", "{}", "[", "]", "\\", "\\u0000", "\ufeff", '"x":1,', "null", "3", " "];

/** Returns `text` with a change at one place. */
function changed(random: () => number, text: string): Uint8Array<ArrayBuffer> {
  const index = (length: number) => Math.floor(random() * length);
  const bytes = new TextEncoder().encode(text);
  const at = index(bytes.length + 1);
  const piece = random() < 0.4
    ? new Uint8Array([index(256)])
    : new TextEncoder().encode(oneOf(random, PIECES));
  return new Uint8Array([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at + index(3))]);
}

function orNull<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UserError) return null;
    throw error;
  }
}

Deno.test({
  name: "readPlainConfig() reads what readConfig() reads, or nothing",
  ignore: ignoreUnlessLinux(),
  fn() {
    using home = throwaway();
    const { configFile, config: folder } = home.paths;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    assert.deepEqual(readPlainConfig(home.paths), readConfig(home.paths));
    const random = randomOf(testSeed());
    const text = JSON.stringify(CONFIG, null, 2);
    let accepted = 0;
    for (let count = 0; count < CHANGES; count++) {
      const bytes = count === 0 ? new TextEncoder().encode(text) : changed(random, text);
      Deno.writeFileSync(configFile, bytes, { mode: 0o600 });
      const found = orNull(() => readPlainConfig(home.paths));
      if (found === null) continue;
      accepted += 1;
      assert.equal(JSON.stringify(found), JSON.stringify(readConfig(home.paths)));
    }
    assert(accepted > CHANGES / 50, `only ${accepted} were accepted`);
  },
});

Deno.test({
  name: "readPlainConfig() reads no settings that change or stop a plain run",
  ignore: ignoreUnlessLinux(),
  fn() {
    using home = throwaway();
    const { configFile, config: folder } = home.paths;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const isPlain = (settings: object): boolean => {
      Deno.writeTextFileSync(configFile, JSON.stringify({ settings }), { mode: 0o600 });
      return readPlainConfig(home.paths) !== null;
    };
    assert(isPlain({}));
    assert(isPlain({ mfa: { allowProcess: false }, defaultVault: 5 }));
    for (const value of [null, "yes", 1, {}]) assert(!isPlain({ mfa: { allowProcess: value } }));
    assert(!isPlain({ exec: { trust: "/opt" } }));
    assert(!isPlain({ exec: {} }));
  },
});

Deno.test({
  name: "readPlainGenerations() reads nothing that readGenerations() refuses",
  ignore: ignoreUnlessLinux(),
  fn() {
    using home = throwaway();
    const { state } = home.paths;
    Deno.mkdirSync(state, { recursive: true, mode: 0o700 });
    const file = `${state}/generations.json`;
    const random = randomOf(testSeed());
    const text = `${JSON.stringify(GENERATIONS)}\n`;
    for (let count = 0; count < CHANGES; count++) {
      const bytes = count === 0 ? new TextEncoder().encode(text) : changed(random, text);
      Deno.writeFileSync(file, bytes, { mode: 0o600 });
      const seen = readPlainGenerations(home.paths)?.[ID] ?? null;
      if (count === 0) assert.deepEqual(seen, GENERATIONS[ID]);
      if (seen !== null) assert.deepEqual(readGenerations(home.paths).get(ID), seen);
    }
  },
});

Deno.test({
  name: "readPlainTerminal() reads what readTerminalBindings() reads, or nothing",
  ignore: ignoreUnlessLinux(),
  fn() {
    using home = throwaway();
    const [folder, other] = home.paths.runtimes;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = `${folder}/terminal-test.json`;
    assert.deepEqual(readPlainTerminal(home.paths, "test"), {});
    const random = randomOf(testSeed());
    const previous = { aws: null };
    const document = { version: 1, terminal: "test", bindings: { aws: BINDING }, previous };
    const text = `${JSON.stringify(document, null, 2)}\n`;
    let accepted = 0;
    for (let count = 0; count < CHANGES; count++) {
      const bytes = count === 0 ? new TextEncoder().encode(text) : changed(random, text);
      Deno.writeFileSync(file, bytes, { mode: 0o600 });
      const found = orNull(() => readPlainTerminal(home.paths, "test"));
      if (found === null) continue;
      accepted += 1;
      const bindings = readTerminalBindings(home.paths, "test");
      assert.equal(JSON.stringify(found), JSON.stringify(bindings));
    }
    assert(accepted > CHANGES / 50, `only ${accepted} were accepted`);
    Deno.mkdirSync(other!, { recursive: true, mode: 0o700 });
    Deno.renameSync(file, `${other}/terminal-test.json`);
    Deno.writeTextFileSync(`${other}/terminal-test.json`, text, { mode: 0o600 });
    assert.equal(Object.keys(readPlainTerminal(home.paths, "test")!).length, 1);
    assert.deepEqual(readPlainTerminal(home.paths, "other"), {});
  },
});
