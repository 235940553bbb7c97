import assert from "node:assert/strict";
import { shellWords } from "../../../src/aws/config/shell_words.ts";

Deno.test("shellWords() splits as Python's shlex does", () => {
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
    assert.deepEqual(shellWords(text), words, JSON.stringify(text));
  }
});
