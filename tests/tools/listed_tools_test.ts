import assert from "node:assert/strict";
import { LISTED_TOOLS } from "../../src/tools/listed_tools.ts";
import { TOOLS } from "../../src/tools/table.ts";

Deno.test("LISTED_TOOLS has the names of the table", () => {
  assert.deepEqual(LISTED_TOOLS, TOOLS.map(({ name }) => name));
});
