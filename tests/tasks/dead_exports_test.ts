import assert from "node:assert/strict";
import { deadExports } from "../../tasks/dead_exports.ts";

Deno.test("deadExports() names exports that no file mentions that imports them", () => {
  const sources = {
    "src/a.ts": "export function used() {}\nexport async function dead() {}\nexport type T = 1;",
    "src/b.ts": 'import { used } from "./a.ts";\nexport const late = used();',
    "tests/a_test.ts": 'type A = import("../src/a.ts").T;',
    "src/c.ts": 'const { late } = await import("./b.ts");\n// dead, but c does not import a',
  };
  assert.deepEqual(deadExports(new Map(Object.entries(sources))), ["src/a.ts: dead"]);
});
