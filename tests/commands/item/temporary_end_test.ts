import assert from "node:assert/strict";
import { temporaryEnd } from "../../../src/commands/item/temporary_end.ts";

Deno.test("temporaryEnd() takes a duration or a time of the next 36 hours, and returns it in UTC", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  const cases: readonly [string, string | null][] = [
    ["1h", "2026-11-29T13:00:00.000Z"],
    [" 45m ", "2026-11-29T12:45:00.000Z"],
    ["2026-11-29T14:00:00+01:00", "2026-11-29T13:00:00.000Z"],
    ["2026-11-30T12:00:00.5Z", "2026-11-30T12:00:00.500Z"],
    ["36h", "2026-12-01T00:00:00.000Z"],
    ["37h", null],
    ["2026-11-29T12:00:00Z", null],
    ["2026-11-29T11:00:00Z", null],
    ["2026-11-29", null],
    ["2026-13-29T12:00:00Z", null],
    ["soon", null],
    ["0h", null],
    ["", null],
  ];
  for (const [text, end] of cases) assert.equal(temporaryEnd(text, now), end, text);
});
