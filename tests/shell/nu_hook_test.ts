import assert from "node:assert/strict";
import { renderNuHook } from "../../src/shell/nu_hook.ts";

Deno.test("renderNuHook() leaves no token, and skips tools that cannot be commands", () => {
  const text = renderNuHook(["/x/::TOOLS::/opaws"], ["aws", "if", "a;b"]);
  assert.match(
    text,
    /^def --wrapped "aws" \[\.\.\.rest\] \{ \^"\/x\/::TOOLS::\/opaws" run -- "aws"/m,
  );
  assert.doesNotMatch(text, /a;b|"if"|::COMMANDS::|::TOOL_LIST::/);
});
