import assert from "node:assert/strict";
import { readSources } from "../../../tasks/source_files.ts";
import { baseKey } from "../../../src/vault/crypto/base_key.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { hkdfSha256 } from "../../../src/vault/crypto/hkdf.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

Deno.test("hkdfSha256() agrees with RFC 5869, appendix A.1 and A.3", () => {
  const bytes = (hex: string) => Uint8Array.fromHex(hex) as Uint8Array<ArrayBuffer>;
  const secret = bytes("0b".repeat(22));
  const cases = [
    [
      "000102030405060708090a0b0c",
      "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
    ],
    ["", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"],
  ] as const;
  for (const [salt, info, expected] of cases) {
    assert.equal(hkdfSha256(secret, bytes(salt), bytes(info)).toHex(), expected);
  }
});

Deno.test("baseKey() derives what WebCrypto derives", async () => {
  for (let length = 0; length < 200; length += 7) {
    const [secret, salt, info] = [random(32), random(length), random(200 - length)];
    const expected = await (await importSecret(secret)).derive(salt, info);
    assert.deepEqual(await baseKey(secret).derive(salt, info), expected);
  }
});

Deno.test("baseKey() does not copy the secret, and derives nothing after it was wiped", async () => {
  const secret = random(32);
  const key = baseKey(secret);
  await key.derive(new Uint8Array(16), new Uint8Array(0));
  key.wipe();
  assert.ok(secret.every((byte) => byte === 0));
  await assert.rejects(
    () => key.derive(new Uint8Array(16), new Uint8Array(0)),
    /after it was wiped/,
  );
});

Deno.test("only the plain case gives WebCrypto a vault key", async () => {
  const users = [...await readSources("src")].filter(([, text]) => /\bimportSecret\b/.test(text));
  assert.deepEqual(users.map(([path]) => path).sort(), [
    "src/commands/item/plain_list.ts",
    "src/credentials/plain/plain_item.ts",
    "src/credentials/shortcut/follow_shortcut.ts",
    "src/vault/crypto/derive.ts",
    "src/vault/store/plain_bookmark.ts",
    "src/vault/store/plain_vault.ts",
  ]);
});
