import assert from "node:assert/strict";
import { shlexSplit } from "../../../src/aws/config/shlex.ts";

Deno.test("shlexSplit() splits as Python's shlex does", () => {
  const cases: [string, string[] | null][] = [
    ["", []],
    ["profile a", ["profile", "a"]],
    [" profile\t a \r\n", ["profile", "a"]],
    ["profile 'a b'", ["profile", "a b"]],
    ['profile "a \\" \\\\ \\n b"', ["profile", 'a " \\ \\n b']],
    ["profile a\\ b", ["profile", "a b"]],
    ["profile a'b'\"c\"d", ["profile", "abcd"]],
    ["profile ''", ["profile", ""]],
    ["profile 'a\\'", ["profile", "a\\"]],
    ["profile 'a", null],
    ['profile "a', null],
    ['profile "a\\', null],
    ["profile a\\", null],
    ["a#b #c", ["a#b", "#c"]],
    ["a\u00a0b", ["a\u00a0b"]],
  ];
  for (const [text, words] of cases) {
    assert.deepEqual(shlexSplit(text), words, JSON.stringify(text));
  }
});
