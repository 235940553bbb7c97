import assert from "node:assert/strict";
import { wrapWords } from "../../src/cli/wrap_words.ts";

Deno.test("wrapWords() breaks only at spaces, and counts wide characters as two cells", () => {
  assert.deepEqual(wrapWords("the clock is not checked", 12), ["the clock is", "not checked"]);
  assert.deepEqual(wrapWords("a ~/very/long/path b", 6), ["a", "~/very/long/path", "b"]);
  assert.deepEqual(wrapWords("漢字 漢字", 8), ["漢字", "漢字"]);
  assert.deepEqual(wrapWords("one line", Infinity), ["one line"]);
});
