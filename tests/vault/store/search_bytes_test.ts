import assert from "node:assert/strict";
import {
  ascii,
  indexOf,
  lastIndexOf,
  startsWith,
  withoutMiddle,
} from "../../../src/vault/store/search_bytes.ts";

Deno.test("indexOf() and lastIndexOf() find what the methods of strings find", () => {
  const texts = ["", "a", "}", "}}", "a}}", "}}a", "}a}}b}}", "}a}b}", "aaab", "abababab", "}}}"];
  for (const text of texts) {
    for (const pattern of ["}}", "}", "ab", "aab", "ba", "x"]) {
      assert.equal(indexOf(ascii(text), ascii(pattern)), text.indexOf(pattern), text);
      assert.equal(lastIndexOf(ascii(text), ascii(pattern)), text.lastIndexOf(pattern), text);
    }
  }
});

Deno.test("startsWith() compares at the offset and not beyond the end", () => {
  assert.equal(startsWith(ascii("abc"), ascii("bc"), 1), true);
  assert.equal(startsWith(ascii("abc"), ascii("bcd"), 1), false);
  assert.equal(startsWith(ascii("abc"), ascii("a"), 3), false);
});

Deno.test("withoutMiddle() shows the bytes without a part, and puts it back", () => {
  for (const [from, to] of [[0, 0], [0, 3], [2, 4], [4, 5], [0, 5]] as const) {
    const bytes = ascii("abcde\n");
    const rest = withoutMiddle(bytes, from, to, (rest) => new TextDecoder().decode(rest));
    assert.equal(rest, "abcde".slice(0, from) + "abcde".slice(to));
    assert.deepEqual(bytes, ascii("abcde\n"));
    assert.throws(() => withoutMiddle(bytes, from, to, () => JSON.parse("")), SyntaxError);
    assert.deepEqual(bytes, ascii("abcde\n"));
  }
});
