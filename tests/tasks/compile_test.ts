import assert from "node:assert/strict";

Deno.test("deno task compile turns the code cache off, which anyone could fill", () => {
  const text = Deno.readTextFileSync(new URL("../../tasks/compile.ts", import.meta.url));
  assert.match(text, /"--no-code-cache",/);
});
