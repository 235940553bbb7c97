import assert from "node:assert/strict";
import { readTerminalBindings, terminalBindingsFile } from "../../src/scope/terminal_bindings.ts";
import {
  previousBindings,
  renameTerminalBindings,
  switchTerminalBinding,
  writeTerminalBinding,
} from "../../src/scope/write_terminal_bindings.ts";
import { throwaway } from "../throwaway.ts";
import { itemOf } from "./item_of.ts";

const ONE = "linux-0a1b-4026531836-42-9001";
const DEV = { vault: "personal", item: "0b6a", title: "AWS dev" };
const PROD = { vault: "personal", item: "0b6b", title: "AWS prod", profile: "admin" };

Deno.test("switchTerminalBinding() remembers what a tool used before, also that it had no binding", async () => {
  using place = throwaway();
  const { host, paths } = place;
  const aws = () => ({ ...readTerminalBindings(paths, ONE) }).aws;
  const before = () => JSON.parse(JSON.stringify(previousBindings(paths, ONE)));
  assert.deepEqual(before(), {});
  await switchTerminalBinding(host, paths, ONE, "aws", DEV);
  assert.deepEqual([{ ...aws() }, before()], [DEV, { aws: null }]);
  await switchTerminalBinding(host, paths, ONE, "aws", PROD);
  assert.deepEqual([{ ...aws() }, before()], [PROD, { aws: DEV }]);
  await switchTerminalBinding(host, paths, ONE, "aws", null);
  assert.deepEqual([aws(), before()], [undefined, { aws: PROD }]);
  await writeTerminalBinding(host, paths, ONE, "aws", DEV);
  assert.deepEqual(before(), { aws: PROD });
  await writeTerminalBinding(host, paths, ONE, "aws", null);
  assert.throws(() => Deno.statSync(terminalBindingsFile(paths, ONE)), Deno.errors.NotFound);
});

Deno.test("renameTerminalBindings() renames what is remembered too", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await switchTerminalBinding(host, paths, ONE, "aws", DEV);
  await switchTerminalBinding(host, paths, ONE, "aws", PROD);
  await renameTerminalBindings(
    host,
    paths,
    ONE,
    (each) => ({ ...each, title: `${itemOf(each)?.title}!` }),
  );
  assert.equal(itemOf(readTerminalBindings(paths, ONE).aws)?.title, "AWS prod!");
  assert.equal(itemOf(previousBindings(paths, ONE).aws)?.title, "AWS dev!");
});

Deno.test("previousBindings() has none if they are malformed, and the bindings still apply", async () => {
  using place = throwaway();
  const { host, paths } = place;
  await switchTerminalBinding(host, paths, ONE, "aws", DEV);
  const file = terminalBindingsFile(paths, ONE);
  const document = JSON.parse(Deno.readTextFileSync(file));
  for (const previous of [5, { aws: { vault: "" } }, { aws: 5 }]) {
    Deno.writeTextFileSync(file, JSON.stringify({ ...document, previous }), { mode: 0o600 });
    assert.deepEqual({ ...previousBindings(paths, ONE) }, {});
    assert.equal(itemOf(readTerminalBindings(paths, ONE).aws)?.title, "AWS dev");
  }
});
