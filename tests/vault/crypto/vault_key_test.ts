import assert from "node:assert/strict";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";

Deno.test("VaultKey hides its bytes and wipes them", () => {
  const bytes = new Uint8Array(32).fill(0xab);
  const key = new VaultKey(bytes);
  for (const shown of [`${key}`, JSON.stringify({ key }), Deno.inspect({ key })]) {
    assert.match(shown, /\[vault key\]/);
    assert.doesNotMatch(shown, /171|ab,|abab/);
  }
  key.wipe();
  assert.deepEqual(bytes, new Uint8Array(32));
});

Deno.test("VaultKey refuses any other length", () => {
  assert.throws(() => new VaultKey(new Uint8Array(31)), RangeError);
});
