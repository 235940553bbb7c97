import assert from "node:assert/strict";
import { relativeTime } from "../../src/cli/relative_time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

Deno.test("relativeTime() has one whole unit, in the past and in the future", () => {
  const cases: readonly [number, string][] = [
    [0, "just now"],
    [-20_000, "just now"],
    [20_000, "in less than a minute"],
    [-40_000, "1 minute ago"],
    [10 * MINUTE - 300, "in 10 minutes"],
    [12 * HOUR - 300, "in 12 hours"],
    [-HOUR, "1 hour ago"],
    [-47 * HOUR, "1 day ago"],
    [-3 * DAY, "3 days ago"],
    [90 * DAY, "in 3 months"],
    [-400 * DAY, "1 year ago"],
  ];
  const now = Date.UTC(2026, 10, 29);
  for (const [distance, text] of cases) assert.equal(relativeTime(now + distance, now), text);
});
