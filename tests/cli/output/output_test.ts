import assert from "node:assert/strict";
import { hookState } from "../../../src/cli/setup/hook_state.ts";
import { columns } from "../../../src/cli/output/output.ts";
import { lastTime } from "../../../src/cli/output/time_text.ts";

Deno.test("columns() lines rows up, wide characters counted as two cells", () => {
  assert.deepEqual(columns([["a", "b"], ["漢字", "c"], ["", "d"]]), [
    "a     b",
    "漢字  c",
    "      d",
  ]);
  assert.deepEqual(columns([]), []);
});

Deno.test("columns() cleans every cell", () => {
  assert.deepEqual(columns([["\u001b[2J", "x"]]), ["\uFFFD[2J  x"]);
});

Deno.test("lastTime() gives the date only when it is another day", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime();
  assert.equal(lastTime(noon + 65 * 60_000, noon), "13:05");
  assert.equal(lastTime(noon + 13 * 3_600_000, noon), "2026-11-24 01:00");
});

Deno.test("hookState() believes only the shell that asks", () => {
  const host = (value?: string) => ({ env: () => value });
  assert.equal(hookState(host("42:aws,cdk"), "aws", 42), "in place");
  assert.match(hookState(host("42:cdk"), "aws", 42), /new shell/);
  assert.match(hookState(host("42:aws"), "aws", 43), /no shell function/);
  assert.match(hookState(host(), "aws", 42), /no shell function/);
});
