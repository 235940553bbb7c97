import assert from "node:assert/strict";
import { hookState } from "../../src/shell/hook_state.ts";

Deno.test("hookState() believes only the shell that opaws runs in", () => {
  const host = (value?: string) => ({ env: () => value });
  assert.equal(hookState(host("42:aws,cdk"), "aws", 42), "in place");
  assert.match(hookState(host("42:cdk"), "aws", 42), /new shell/);
  assert.match(hookState(host("42:aws"), "aws", 43), /no shell function/);
  assert.match(hookState(host(), "aws", 42), /no shell function/);
});
