import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { seal } from "../../../src/vault/crypto/seal.ts";
import { fromBase64url, toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { slotAssociatedData } from "../../../src/vault/slots/slot.ts";
import { revokedSlot, unwrapWithToken } from "../../../src/vault/slots/token.ts";
import { isRevoked } from "../../../src/vault/slots/token_state.ts";
import { vaultWith, withTempPaths } from "../temp_vault.ts";
import { addTestToken, host } from "../token_fixture.ts";

Deno.test("unwrapWithToken() returns null unless the slot wraps exactly the keys of the items it lists", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    const secret = await importSecret(bytes);
    const vaultId = vault.file.id;
    const [id] = Object.keys(slot.items!) as [string];
    const key = toBase64url((await unwrapWithToken(slot, vaultId, secret))!.get(id)!);
    const { wrapped: _, ...bare } = slot;
    const unwrapped = async (payload: string) => {
      const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
      const content = new TextEncoder().encode(payload);
      const sealed = await seal(host, wrapping, content, slotAssociatedData(vaultId, bare));
      return await unwrapWithToken({ ...bare, wrapped: toBase64url(sealed) }, vaultId, secret);
    };
    assert.equal((await unwrapped(canonicalJson({ items: { [id]: key } })))?.size, 1);
    const wrong = [
      "{",
      "[]",
      "{}",
      '{"items":[]}',
      '{"items":{}}',
      canonicalJson({ items: { [id]: key }, more: 1 }),
      canonicalJson({ items: { [id]: key, "00000000-0000-4000-8000-000000000001": key } }),
      canonicalJson({ items: { "00000000-0000-4000-8000-000000000001": key } }),
      canonicalJson({ items: { [id]: key.slice(4) } }),
      canonicalJson({ items: { [id]: `${key}AAAA` } }),
      `{"items":{"${id}":"${key}","${id}":"${key}"}}`,
    ];
    for (const payload of wrong) assert.equal(await unwrapped(payload), null, payload);
  });
});

Deno.test("revokedSlot() throws away the key that seals the slot", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { slot } = await addTestToken(paths, vault, "dev");
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      drawn.push(denoHost.random(length));
      return drawn.at(-1) as Uint8Array<ArrayBuffer>;
    };
    assert.equal(isRevoked(await revokedSlot({ random }, vault.file.id, slot)), true);
    const keys = drawn.filter((bytes) => bytes.length === 32);
    assert.equal(keys.length, 1);
    assert.ok(keys[0]!.every((byte) => byte === 0));
  });
});
