import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { openItem, sealItem } from "../../../src/vault/crypto/sealed_item.ts";
import { IV_BYTES } from "../../../src/vault/format/vault_file.ts";
import { fromBase64url } from "../../../src/vault/format/base64url.ts";
import { sampleItem } from "../temp_vault.ts";

const VAULT = "11111111-2222-4333-8444-555555555555";

Deno.test("sealItem() draws a new salt and iv at each of 1,000 writes of one item", async () => {
  const secret = await importSecret(new Uint8Array(32));
  const item = sampleItem("dev");
  const salts = new Set<string>();
  const ivs = new Set<string>();
  for (let n = 0; n < 1000; n++) {
    const { salt, sealed } = await sealItem(denoHost, secret, VAULT, item);
    salts.add(salt);
    ivs.add(fromBase64url(sealed)!.subarray(0, IV_BYTES).toHex());
  }
  assert.deepEqual([salts.size, ivs.size], [1000, 1000]);
});

Deno.test("openItem() refuses another time of change", async () => {
  const secret = await importSecret(new Uint8Array(32));
  const item = sampleItem("dev");
  const sealed = await sealItem(denoHost, secret, VAULT, item, "2026-01-02T03:04:05Z");
  const open = (entry: unknown) => openItem(secret, VAULT, item.id, entry, "the file");
  assert.equal((await open(sealed)).title, "dev");
  await assert.rejects(() => open({ ...sealed, updated: "2026-01-02T03:04:06Z" }), {
    code: "damaged",
  });
});
