import assert from "node:assert/strict";
import { columns, timeText } from "../../src/cli/output.ts";

Deno.test("columns() aligns rows, and counts wide characters as two cells", () => {
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

Deno.test("timeText() has the date only on another day", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime();
  assert.equal(timeText(noon + 65 * 60_000, noon), "13:05");
  assert.equal(timeText(noon + 13 * 3_600_000, noon), "2026-11-24 01:00");
});
