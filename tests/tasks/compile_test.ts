import assert from "node:assert/strict";

Deno.test("deno task compile makes no program that runs compiled code out of a folder of everybody's", () => {
  const text = Deno.readTextFileSync(new URL("../../tasks/compile.ts", import.meta.url));
  assert.match(text, /"--no-code-cache",/);
});
