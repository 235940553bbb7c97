import assert from "node:assert/strict";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";

Deno.test("canonicalJson() writes the examples of RFC 8785", () => {
  const value = {
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
    string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(value),
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],` +
      `"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  );
});

Deno.test("canonicalJson() sorts keys by UTF-16 code units", () => {
  const keys = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
  const order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
  assert.equal(text, `{${order.map((key) => `${JSON.stringify(key)}:0`).join(",")}}`);
});

Deno.test("canonicalJson() refuses what JSON cannot represent", () => {
  for (const value of ["\ud800", { "\udc00": 1 }, NaN, Infinity, 1n, () => 0, Symbol("a")]) {
    assert.throws(() => canonicalJson(value), TypeError);
  }
});
