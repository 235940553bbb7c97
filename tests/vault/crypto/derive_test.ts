import assert from "node:assert/strict";
import { deriveKey, derivePasswordKey, importSecret } from "../../../src/vault/crypto/derive.ts";

// Made with the reference implementation of Argon2 (version 1.3).
Deno.test("derivePasswordKey() agrees with the reference implementation", async () => {
  const salt = new Uint8Array(16).fill(1);
  const cases = [
    [65536, 3, 1, "29661e137750df9054176693d50d858c717c4da4aa852273131a082203946ee1"],
    [19456, 2, 2, "6fc26b9c7e944ecccc48128da868b24cf0d3fd84cd0f57a93dcfc5e1d58552bc"],
  ] as const;
  for (const [memoryKiB, passes, lanes, expected] of cases) {
    const key = await derivePasswordKey("password", salt, { memoryKiB, passes, lanes });
    assert.equal(key.toHex(), expected);
  }
});

Deno.test("derivePasswordKey() returns the same key for texts that are equal under NFKC", async () => {
  const salt = new Uint8Array(16);
  const cost = { memoryKiB: 19456, passes: 2, lanes: 1 };
  const one = await derivePasswordKey("ﬁancé １２", salt, cost);
  const two = await derivePasswordKey("fiance\u0301 12", salt, cost);
  assert.deepEqual(one, two);
});

Deno.test("deriveKey() depends on the secret, the salt and every part", async () => {
  const secret = await importSecret(new Uint8Array(32));
  const other = await importSecret(new Uint8Array(32).fill(1));
  const salt = new Uint8Array(16);
  const keys = await Promise.all([
    deriveKey(secret, salt, "item", "a"),
    deriveKey(other, salt, "item", "a"),
    deriveKey(secret, salt.slice().fill(1), "item", "a"),
    deriveKey(secret, salt, "item", "b"),
    deriveKey(secret, salt, "mac", "a"),
  ]);
  assert.equal(new Set(keys.map((key) => key.toHex())).size, keys.length);
});
