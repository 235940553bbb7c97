import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import {
  readTerminalBindings,
  removeEndedTerminals,
  removeTerminalFiles,
  terminalBindingsFile,
} from "../../src/scope/terminal_bindings.ts";
import { writeTerminalBinding } from "../../src/scope/write_terminal_bindings.ts";
import { errorOf } from "../error_of.ts";
import { throwaway } from "../throwaway.ts";
import { itemOf } from "./item_of.ts";

const ONE = "linux-0a1b-4026531836-42-9001";
const TWO = "linux-0a1b-4026531836-43-9002";
const ITEM = { vault: "personal", item: "0b6a", title: "AWS dev" };

Deno.test("writeTerminalBinding() separates terminal sessions, and writes for the owner only", async () => {
  using place = throwaway();
  const { host, paths } = place;
  assert.deepEqual(Object.keys(readTerminalBindings(paths, ONE)), []);
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  await writeTerminalBinding(host, paths, ONE, "constructor", { ...ITEM, title: "odd" });
  await writeTerminalBinding(host, paths, TWO, "aws", { ...ITEM, title: "other" });
  assert.deepEqual({ ...readTerminalBindings(paths, ONE).aws }, ITEM);
  assert.equal(itemOf(readTerminalBindings(paths, ONE)["constructor"])?.title, "odd");
  assert.equal(itemOf(readTerminalBindings(paths, TWO).aws)?.title, "other");
  assert.equal(Deno.statSync(terminalBindingsFile(paths, ONE)).mode! & 0o777, 0o600);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(terminalBindingsFile(paths, TWO))), {
    version: 1,
    terminal: TWO,
    bindings: { aws: { ...ITEM, title: "other" } },
  });
});

Deno.test("writeTerminalBinding() creates the folder for the owner only, and removes an empty file", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await writeTerminalBinding(host, paths, ONE, "aws", null);
  assert.throws(() => Deno.statSync(terminalBindingsFile(paths, ONE)), Deno.errors.NotFound);
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  assert.equal(Deno.statSync(paths.runtime).mode! & 0o777, 0o700);
  await writeTerminalBinding(host, paths, ONE, "aws", null);
  assert.throws(() => Deno.statSync(terminalBindingsFile(paths, ONE)), Deno.errors.NotFound);
});

Deno.test("readTerminalBindings() ignores a file that is about another session", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  Deno.copyFileSync(terminalBindingsFile(paths, ONE), terminalBindingsFile(paths, TWO));
  assert.deepEqual(Object.keys(readTerminalBindings(paths, TWO)), []);
});

Deno.test("readTerminalBindings() reports a damaged file (65)", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  for (
    const text of [
      "",
      "{",
      "[]",
      '{"version":2}',
      `{"version":2,"terminal":"${ONE}","bindings":{}}`,
      `{"version":1,"terminal":"${ONE}","bindings":5}`,
    ]
  ) {
    Deno.writeTextFileSync(terminalBindingsFile(paths, ONE), text, { mode: 0o600 });
    assert.throws(
      () => readTerminalBindings(paths, ONE),
      (error) =>
        error instanceof UserError && error.status === 65 &&
        error.try === `rm ${terminalBindingsFile(paths, ONE)}`,
      text,
    );
  }
});

Deno.test("readTerminalBindings() refuses a file or folder that others can write (78)", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  for (
    const [path, mode] of [[paths.runtime, 0o770], [
      terminalBindingsFile(paths, ONE),
      0o660,
    ]] as const
  ) {
    const before = Deno.statSync(path).mode! & 0o777;
    Deno.chmodSync(path, mode);
    assert.throws(
      () => readTerminalBindings(paths, ONE),
      (error) => error instanceof UserError && error.status === 78,
      path,
    );
    Deno.chmodSync(path, before);
  }
  assert.deepEqual({ ...readTerminalBindings(paths, ONE).aws }, ITEM);
});

Deno.test("terminalBindingsFile() refuses an id that leads out of the folder", () => {
  using place = throwaway();
  for (const id of ["", "../x", "a/b", "a.b", "x".repeat(101)]) {
    assert.throws(() => terminalBindingsFile(place.paths, id), TypeError, id);
    assert.throws(() => removeTerminalFiles(place.paths, id), TypeError, id);
  }
});

Deno.test("removeEndedTerminals() removes the files of ended sessions, and nothing else", async () => {
  using place = throwaway();
  const { host, paths } = place;
  removeEndedTerminals({ runtimes: [`${place.folder}/none`] }, () => false);
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  await writeTerminalBinding(host, paths, TWO, "aws", ITEM);
  for (
    const name of [
      `terminal-${TWO}.unlocked`,
      `terminal-${TWO}.unlocked.lock`,
      "something.json",
      "terminal-.json",
    ]
  ) {
    Deno.writeTextFileSync(`${paths.runtime}/${name}`, "");
  }
  removeEndedTerminals(paths, (id) => id === ONE);
  assert.deepEqual([...Deno.readDirSync(paths.runtime)].map((each) => each.name).sort(), [
    "something.json",
    "terminal-.json",
    `terminal-${ONE}.json`,
    `terminal-${ONE}.json.lock`,
  ]);
});

Deno.test("removeEndedTerminals() ignores a folder that others can write", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await writeTerminalBinding(host, paths, ONE, "aws", ITEM);
  Deno.chmodSync(paths.runtime, 0o770);
  removeEndedTerminals(paths, () => false);
  assert.ok(Deno.statSync(terminalBindingsFile(paths, ONE)).isFile);
  Deno.chmodSync(paths.runtime, 0o700);
  removeEndedTerminals(paths, () => false);
  assert.throws(() => Deno.statSync(terminalBindingsFile(paths, ONE)), Deno.errors.NotFound);
});

Deno.test("removeTerminalFiles() reports a file that it cannot remove (74), and removeEndedTerminals() continues", async () => {
  using place = throwaway();
  const { host, paths } = place;
  Deno.mkdirSync(`${paths.runtime}/terminal-${ONE}.unlocked/full`, {
    recursive: true,
    mode: 0o700,
  });
  await writeTerminalBinding(host, paths, TWO, "aws", ITEM);
  assert.equal(errorOf(() => removeTerminalFiles(paths, ONE)).status, 74);
  removeEndedTerminals(paths, () => false);
  assert.throws(() => Deno.statSync(terminalBindingsFile(paths, TWO)), Deno.errors.NotFound);
});
