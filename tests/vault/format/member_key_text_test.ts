import assert from "node:assert/strict";
import {
  formatMemberKey,
  memberFingerprint,
  memberId,
  parseMemberKey,
  whyNotMemberKey,
} from "../../../src/vault/format/member_key_text.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { errorOf } from "../../error_of.ts";
import { someone } from "../shared_fixture.ts";

/** The keys of 32 bytes 1 and 32 bytes 2. */
const KEYS = {
  agreement: toBase64url(new Uint8Array(32).fill(1)),
  signing: toBase64url(new Uint8Array(32).fill(2)),
};

Deno.test("parseMemberKey() reads what formatMemberKey() wrote", async () => {
  for (let round = 0; round < 20; round++) {
    const { agreement, signing } = await someone();
    const text = formatMemberKey({ agreement, signing });
    assert.match(text, /^opaws-member_[\w-]{92}$/);
    assert.deepEqual(parseMemberKey(text), { agreement, signing });
  }
});

Deno.test("parseMemberKey() refuses a key with any one character changed or left out, without quoting it", () => {
  const text = formatMemberKey(KEYS);
  assert.equal(whyNotMemberKey(text), null);
  for (let at = 0; at < text.length; at++) {
    const before = text.slice(0, at);
    for (const changed of [before + (text[at] === "Q" ? "R" : "Q"), before]) {
      const error = errorOf(() => parseMemberKey(changed + text.slice(at + 1)));
      assert.deepEqual([error.status, error.code], [64, "bad-member-key"], String(at));
      assert.doesNotMatch(error.message, /AQEBAQ/);
    }
  }
  for (const other of ["", text.toUpperCase(), ` ${text}`, `${text}\n`, text + text]) {
    assert.equal(errorOf(() => parseMemberKey(other)).code, "bad-member-key");
  }
});

Deno.test("memberId() and memberFingerprint() depend on both keys", async () => {
  const swapped = { agreement: KEYS.signing, signing: KEYS.agreement };
  const other = { ...KEYS, signing: KEYS.agreement };
  const ids = await Promise.all([KEYS, swapped, other].map(memberId));
  assert.equal(new Set(ids).size, 3);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  }
  const fingerprints = await Promise.all([KEYS, swapped, other].map(memberFingerprint));
  assert.equal(new Set(fingerprints.map(String)).size, 3);
});

Deno.test("memberFingerprint() is the first 132 bits of the hash in BIP-39 words", async () => {
  const { wordlist } = await import("@scure/bip39/wordlists/english.js");
  const words = await memberFingerprint(KEYS);
  assert.equal(words.length, 12);
  const bits = words.map((word) => wordlist.indexOf(word).toString(2).padStart(11, "0")).join("");
  const part = (text: string) => [0, 0, 0, text.length, ...new TextEncoder().encode(text)];
  const parts = ["opaws/v1", "member-fingerprint", KEYS.agreement, KEYS.signing].flatMap(part);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(parts)));
  const expected = [...hash].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  assert.equal(bits, expected.slice(0, 132));
});
