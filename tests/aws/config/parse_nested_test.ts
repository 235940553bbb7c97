import assert from "node:assert/strict";
import { parseNested } from "../../../src/aws/config/parse_nested.ts";

Deno.test("parseNested() reads the pairs of an indented block", () => {
  const cases: [string, [string, string][] | null][] = [
    ["\na = b", [["a", "b"]]],
    ["\n  A=b=c\n\n d =", [["A", "b=c"], ["d", ""]]],
    ["\na = b\x85c = d\u2028e = f", [["a", "b"], ["c", "d"], ["e", "f"]]],
    ["\na = 1\na = 2", [["a", "2"]]],
    ["\n= b", [["", "b"]]],
    ["\na = b\nbad", null],
    ["\na: b", null],
    ["\n", []],
  ];
  for (const [text, pairs] of cases) {
    const found = parseNested(text);
    assert.deepEqual(found && [...found], pairs, JSON.stringify(text));
  }
});
