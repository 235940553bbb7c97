import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { formatToken, parseToken } from "../../../src/vault/slots/token_text.ts";
import { errorOf } from "../../error_of.ts";

const { texts, malformed } = JSON.parse(
  Deno.readTextFileSync(new URL("../vectors/tokens.json", import.meta.url)),
);

Deno.test("formatToken() and parseToken() agree with the vectors", () => {
  for (const { bytes, text } of texts) {
    assert.equal(formatToken(Uint8Array.fromHex(bytes)).reveal(), text);
    assert.equal(parseToken(text, "OPAWS_TOKEN").toHex(), bytes);
  }
});

Deno.test("parseToken() reads what formatToken() wrote, and scanners find it", () => {
  for (let round = 0; round < 200; round++) {
    const bytes = denoHost.random(32);
    const token = formatToken(bytes);
    assert.match(token.reveal(), /^opaws_[0-9A-Za-z]{49}$/);
    assert.equal(String(token), "[secret]");
    assert.deepEqual(parseToken(token.reveal(), "OPAWS_TOKEN"), bytes);
  }
});

for (const { title, text } of malformed) {
  Deno.test(`parseToken() refuses ${title}, without quoting it`, () => {
    const error = errorOf(() => parseToken(text, "OPAWS_TOKEN"));
    assert.deepEqual([error.status, error.code], [77, "token-malformed"]);
    assert.match(error.message, /^cannot use the token in OPAWS_TOKEN: /);
    assert.ok(text.length < 10 || !error.message.includes(text.slice(6, 16)));
  });
}

Deno.test("parseToken() refuses a token with any one character changed", () => {
  const text: string = texts[0].text;
  for (let at = 0; at < text.length; at++) {
    const changed = text.slice(0, at) + (text[at] === "Q" ? "R" : "Q") + text.slice(at + 1);
    assert.equal(errorOf(() => parseToken(changed, "OPAWS_TOKEN")).status, 77, String(at));
  }
});
