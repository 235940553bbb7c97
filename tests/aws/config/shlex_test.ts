import assert from "node:assert/strict";
import { shlexSplit, windowsSplit } from "../../../src/aws/config/shlex.ts";

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

Deno.test("windowsSplit() splits as botocore does on Windows", () => {
  const cases: [string, string[] | null][] = [
    ["", []],
    ["  a \t b ", ["a", "b"]],
    ['"C:\\Program Files\\x.exe" --a', ["C:\\Program Files\\x.exe", "--a"]],
    ["C:\\x\\y.exe 'a b'", ["C:\\x\\y.exe", "'a", "b'"]],
    ['a\\"b \\\\"c d" e\\', ['a"b', "\\c d", "e\\"]],
    ['a \\\\\\"b ""', ["a", '\\"b', ""]],
    ["a\nb", ["a\nb"]],
    ['"a', null],
  ];
  for (const [text, words] of cases) {
    assert.deepEqual(windowsSplit(text), words, JSON.stringify(text));
  }
});
