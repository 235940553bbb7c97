import assert from "node:assert/strict";
import { importsOf } from "../../tasks/imports.ts";
import { brokenRules, brokenRulesHere } from "../../tasks/rooms.ts";

Deno.test("importsOf() finds static, dynamic and type imports, and says which are loaded", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import { type B, type C as D } from "../b.ts";',
    'import type { E } from "./e.ts";',
    'import {\n  type F,\n  g,\n} from "./g.ts";',
    'export { h } from "./h.ts";',
    'export * from "./i.ts";',
    'import script from "../../shells/hook.sh" with { type: "text" };',
    'import "./j.ts";',
    'type K = typeof import("./k.ts");',
    'const { l } = await import("library");',
    "ObjC.import('AppKit');",
    'export const text = "./not.ts";',
    'const words = ["import", "from"];',
  ].join("\n");
  assert.deepEqual(
    importsOf("src/room/file.ts", text).map(({ target, loaded }) => [target, loaded]),
    [
      ["src/room/a.ts", true],
      ["src/b.ts", false],
      ["src/room/e.ts", false],
      ["src/room/g.ts", true],
      ["src/room/h.ts", true],
      ["src/room/i.ts", true],
      ["shells/hook.sh", true],
      ["src/room/j.ts", true],
      ["src/room/k.ts", false],
      ["library", false],
    ],
  );
});

/** Returns the rules that a tree of these files breaks. */
function broken(files: Readonly<Record<string, string>>, exceptions?: readonly string[]): string[] {
  // So that none of the files makes its room too large.
  const filler = { "src/filler.ts": "\n".repeat(100) };
  return brokenRules(new Map(Object.entries({ ...filler, ...files })), exceptions);
}

Deno.test("brokenRules() names imports between rooms that are not allowed, of types too", () => {
  assert.deepEqual(
    broken({
      "src/scope/a.ts": 'import { b } from "../fs/b.ts";\nimport { c } from "./c.ts";',
      "src/fs/b.ts": 'import { d } from "../errors.ts";',
    }),
    [],
  );
  assert.deepEqual(
    broken({
      "src/scope/a.ts": 'import type { Item } from "../vault/item.ts";',
      "src/vault/item.ts": 'const { run } = await import("../commands/run.ts");',
      "src/errors.ts": 'import { e } from "./fs/e.ts";',
    }),
    [
      "src/scope/a.ts imports src/vault/item.ts",
      "src/vault/item.ts imports src/commands/run.ts",
      "src/errors.ts imports src/fs/e.ts",
    ],
  );
});

Deno.test("brokenRules() names a cycle between rooms once", () => {
  const files = {
    "src/exec/a.ts": 'import { b } from "../shell/b.ts";',
    "src/shell/b.ts": 'import { c } from "../scope/c.ts";',
    "src/scope/c.ts": 'import { a } from "../exec/a.ts";',
  };
  assert.deepEqual(broken(files), [
    "src/scope/c.ts imports src/exec/a.ts",
    "exec imports shell imports scope imports exec",
  ]);
});

Deno.test("brokenRules() names an exception that is not needed", () => {
  const files = { "src/fs/a.ts": 'import { b } from "../scope/b.ts";' };
  const exception = "src/fs/a.ts imports src/scope/b.ts";
  assert.deepEqual(broken(files), [exception]);
  assert.deepEqual(broken(files, [exception]), []);
  assert.deepEqual(broken({}, [exception]), [`${exception}: this exception is not needed`]);
});

Deno.test("brokenRules() names a library in the wrong room, and one that a fast command loads", () => {
  assert.deepEqual(
    broken({
      "src/scope/a.ts": 'import { x } from "node:fs";',
      "src/cli/b.ts": 'import { y } from "library";',
      "src/commands/run.ts": 'import { z } from "../unlock/d.ts";',
      "src/commands/hook.ts": 'const { b } = await import("../cli/b.ts");',
      "src/unlock/d.ts": 'import { e } from "library";',
    }),
    [
      "src/scope/a.ts imports node:fs, a library",
      "src/commands/run.ts loads library, by src/unlock/d.ts",
    ],
  );
});

Deno.test("brokenRules() names a room that holds too much of the code", () => {
  const files = { "src/scope/a.ts": "\n".repeat(60) };
  assert.deepEqual(broken(files), ["scope holds more than 30% of the code"]);
});

Deno.test("the rooms of src keep their rules", async () => {
  assert.deepEqual(await brokenRulesHere(), []);
});
