import assert from "node:assert/strict";
import { renderNuHook } from "../../src/shell/nu_hook.ts";

Deno.test("renderNuHook() leaves no token, and skips tools that cannot be commands", () => {
  const text = renderNuHook(["/x/::TOOLS::/opaws"], ["aws", "if", "a;b"], "windows");
  assert.match(
    text,
    /^def --wrapped "aws" \[\.\.\.rest\] \{ \^"\/x\/::TOOLS::\/opaws" run -- "aws"/m,
  );
  assert.doesNotMatch(text, /a;b|"if"|::COMMANDS::|::TOOL_LIST::/);
});

Deno.test("renderNuHook() lets env start the program, except on Windows", () => {
  const text = renderNuHook(["opaws"], ["aws"], "darwin");
  assert.match(
    text,
    /\{ \^\/usr\/bin\/env -u DENO_INTERNAL_CHILD_ENTRYPOINT .* "opaws" run -- "aws"/,
  );
  const onWindows = renderNuHook(["opaws"], ["aws"], "windows");
  assert.doesNotMatch(onWindows, /usr\/bin/);
  assert.match(onWindows, /^hide-env --ignore-errors DENO_INTERNAL_CHILD_ENTRYPOINT$/m);
});
