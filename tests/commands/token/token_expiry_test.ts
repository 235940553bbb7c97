import assert from "node:assert/strict";
import { tokenExpiry } from "../../../src/commands/token/token_expiry.ts";
import { errorOf } from "../../error_of.ts";

const NOW = Date.parse("2026-03-04T05:06:07Z");
const HOUR = 3_600_000;

for (
  const [text, expires] of [
    ["1h", NOW + HOUR],
    ["90d", NOW + 90 * 24 * HOUR],
    ["8w", NOW + 56 * 24 * HOUR],
    ["366d", NOW + 366 * 24 * HOUR],
    ["2026-12-31", Date.parse("2026-12-31T00:00:00Z")],
    ["2026-03-04T05:06:08Z", NOW + 1000],
  ] as const
) {
  Deno.test(`tokenExpiry() reads ${text}`, () => assert.equal(tokenExpiry(text, NOW), expires));
}

for (
  const text of [
    "",
    "0d",
    "1",
    "1y",
    "1.5d",
    "-1d",
    "367d",
    "2026-03-04",
    "2025-01-01",
    "2028-01-01",
  ]
    .concat([
      "2026-02-30",
      "2026-12-31T00:00:00+01:00",
      "999999w",
      "1dx",
      "x2026-12-31",
      "2026-03-04T05:06:07Z",
    ])
) {
  Deno.test(`tokenExpiry() refuses ${JSON.stringify(text)}`, () => {
    const fault = errorOf(() => tokenExpiry(text, NOW));
    assert.deepEqual([fault.status, fault.code], [64, "bad-expiry"]);
    assert.match(
      fault.message,
      /: (it is neither .*|it is in the past|a token is valid for 366 days at most)$/,
    );
  });
}
