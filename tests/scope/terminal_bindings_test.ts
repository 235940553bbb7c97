import assert from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import {
  readTerminalBindings,
  removeTerminal,
  sweepTerminals,
  terminalFile,
  writeTerminalBinding,
} from "../../src/scope/terminal_bindings.ts";
import { faultOf } from "../fault_of.ts";
import { throwaway } from "../throwaway.ts";

const ONE = "linux-0a1b-4026531836-42-9001";
const TWO = "linux-0a1b-4026531836-43-9002";
const ITEM = { vault: "personal", item: "0b6a", title: "AWS dev" };

Deno.test("writeTerminalBinding() keeps each terminal session's bindings apart, for the owner alone", async () => {
  using place = throwaway();
  const { host, places } = place;
  assert.deepEqual(Object.keys(readTerminalBindings(places, ONE)), []);
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  await writeTerminalBinding(host, places, ONE, "constructor", { ...ITEM, title: "odd" });
  await writeTerminalBinding(host, places, TWO, "aws", { ...ITEM, title: "other" });
  assert.deepEqual({ ...readTerminalBindings(places, ONE).aws }, ITEM);
  assert.equal(readTerminalBindings(places, ONE)["constructor"]?.title, "odd");
  assert.equal(readTerminalBindings(places, TWO).aws?.title, "other");
  assert.equal(Deno.statSync(terminalFile(places, ONE)).mode! & 0o777, 0o600);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(terminalFile(places, TWO))), {
    version: 1,
    terminal: TWO,
    bindings: { aws: { ...ITEM, title: "other" } },
  });
});

Deno.test("writeTerminalBinding() makes the folder for the owner alone, and removes an empty file", async () => {
  using place = throwaway();
  const { host, places } = place;
  await writeTerminalBinding(host, places, ONE, "aws", null);
  assert.throws(() => Deno.statSync(terminalFile(places, ONE)), Deno.errors.NotFound);
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  assert.equal(Deno.statSync(places.runtime).mode! & 0o777, 0o700);
  await writeTerminalBinding(host, places, ONE, "aws", null);
  assert.throws(() => Deno.statSync(terminalFile(places, ONE)), Deno.errors.NotFound);
});

Deno.test("readTerminalBindings() ignores a file that names another session inside", async () => {
  using place = throwaway();
  const { host, places } = place;
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  Deno.copyFileSync(terminalFile(places, ONE), terminalFile(places, TWO));
  assert.deepEqual(Object.keys(readTerminalBindings(places, TWO)), []);
});

Deno.test("readTerminalBindings() does not pass over a damaged file (65)", async () => {
  using place = throwaway();
  const { host, places } = place;
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
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
    Deno.writeTextFileSync(terminalFile(places, ONE), text, { mode: 0o600 });
    assert.throws(
      () => readTerminalBindings(places, ONE),
      (error) => error instanceof Fault && error.status === 65 && /^rm '/.test(error.try ?? ""),
      text,
    );
  }
});

Deno.test("readTerminalBindings() refuses a file or folder that others may write (78)", async () => {
  using place = throwaway();
  const { host, places } = place;
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  for (
    const [path, mode] of [[places.runtime, 0o770], [terminalFile(places, ONE), 0o660]] as const
  ) {
    const before = Deno.statSync(path).mode! & 0o777;
    Deno.chmodSync(path, mode);
    assert.throws(
      () => readTerminalBindings(places, ONE),
      (error) => error instanceof Fault && error.status === 78,
      path,
    );
    Deno.chmodSync(path, before);
  }
  assert.deepEqual({ ...readTerminalBindings(places, ONE).aws }, ITEM);
});

Deno.test("terminalFile() takes no id that leads out of the folder", () => {
  using place = throwaway();
  for (const id of ["", "../x", "a/b", "a.b", "x".repeat(101)]) {
    assert.throws(() => terminalFile(place.places, id), TypeError, id);
    assert.throws(() => removeTerminal(place.places, id), TypeError, id);
  }
});

Deno.test("sweepTerminals() removes what is left of sessions that ended, and nothing else", async () => {
  using place = throwaway();
  const { host, places } = place;
  sweepTerminals({ runtime: `${place.folder}/none` }, () => false);
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  await writeTerminalBinding(host, places, TWO, "aws", ITEM);
  for (
    const name of [
      `terminal-${TWO}.kept`,
      `terminal-${TWO}.kept.lock`,
      "something.json",
      "terminal-.json",
    ]
  ) {
    Deno.writeTextFileSync(`${places.runtime}/${name}`, "");
  }
  sweepTerminals(places, (id) => id === ONE);
  assert.deepEqual([...Deno.readDirSync(places.runtime)].map((each) => each.name).sort(), [
    "something.json",
    "terminal-.json",
    `terminal-${ONE}.json`,
    `terminal-${ONE}.json.lock`,
  ]);
});

Deno.test("sweepTerminals() leaves a folder alone that others may write", async () => {
  using place = throwaway();
  const { host, places } = place;
  await writeTerminalBinding(host, places, ONE, "aws", ITEM);
  Deno.chmodSync(places.runtime, 0o770);
  sweepTerminals(places, () => false);
  assert.ok(Deno.statSync(terminalFile(places, ONE)).isFile);
  Deno.chmodSync(places.runtime, 0o700);
  sweepTerminals(places, () => false);
  assert.throws(() => Deno.statSync(terminalFile(places, ONE)), Deno.errors.NotFound);
});

Deno.test("what is left of a session and cannot be removed is a fault (74), and does not stop the sweep", async () => {
  using place = throwaway();
  const { host, places } = place;
  Deno.mkdirSync(`${places.runtime}/terminal-${ONE}.kept/full`, { recursive: true, mode: 0o700 });
  await writeTerminalBinding(host, places, TWO, "aws", ITEM);
  assert.equal(faultOf(() => removeTerminal(places, ONE)).status, 74);
  sweepTerminals(places, () => false);
  assert.throws(() => Deno.statSync(terminalFile(places, TWO)), Deno.errors.NotFound);
});
