import assert from "node:assert/strict";
import { fromBase64url, toBase64url } from "../../../src/vault/format/base64url.ts";

Deno.test("toBase64url() and fromBase64url() are inverses", () => {
  for (let length = 0; length < 40; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
  }
  assert.equal(toBase64url(Uint8Array.of(0xfb, 0xff)), "-_8");
});

Deno.test("fromBase64url() refuses text that is not canonical", () => {
  for (
    const text of ["-_9", "-_8=", "-_8 ", " -_8", "-\n_8", "+/8", "A", "AAAAA", "é", "AA==", "AB"]
  ) {
    assert.equal(fromBase64url(text), null, text);
  }
});
