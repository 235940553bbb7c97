import assert from "node:assert/strict";
import { firstNonspace, strip, stripEnd } from "../../../src/aws/config/python_strip.ts";

Deno.test("strip() removes exactly what Python calls white space", () => {
  const cases: [text: string, stripped: string, endOnly: string][] = [
    ["", "", ""],
    [" a b ", "a b", " a b"],
    ["\t\n\v\f\ra\x1c\x1d\x1e\x1f", "a", "\t\n\v\f\ra"],
    ["\x85\xa0a\u2003\u3000", "a", "\x85\xa0a"],
    ["\ufeffa\ufeff", "\ufeffa\ufeff", "\ufeffa\ufeff"],
    ["\u200ba\u200b", "\u200ba\u200b", "\u200ba\u200b"],
    ["\u180ea", "\u180ea", "\u180ea"],
    [" \u2028 ", "", ""],
  ];
  for (const [text, stripped, endOnly] of cases) {
    assert.equal(strip(text), stripped, JSON.stringify(text));
    assert.equal(stripEnd(text), endOnly, JSON.stringify(text));
  }
});

Deno.test("firstNonspace() returns the index of the first other character", () => {
  assert.deepEqual(["a", "  a", "\x1ca", "", " "].map(firstNonspace), [0, 2, 1, -1, -1]);
});
