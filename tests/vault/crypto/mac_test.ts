import assert from "node:assert/strict";
import { type BaseKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { sign, verify as verifyInput } from "../../../src/vault/crypto/mac.ts";
import { macInput } from "../../../src/vault/format/canonical_json.ts";
import type { UnsignedVaultFile } from "../../../src/vault/format/vault_file.ts";

const FILE = {
  format: "opaws-vault",
  version: 1,
  id: "11111111-2222-4333-8444-555555555555",
  name: "personal",
  generation: 7,
  slots: [],
  items: {},
} as unknown as UnsignedVaultFile;

/** Calls `verify()` with an input that is overwritten once the call that takes it has returned. */
function verify(
  secret: BaseKey,
  vaultId: string,
  mac: string,
  input: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return verifyInput(secret, vaultId, mac, (use) => {
    const bytes = input.slice();
    const result = use(bytes);
    bytes.fill(0);
    return result;
  });
}

Deno.test("verify() accepts only the MAC that sign() made", async () => {
  const secret = await importSecret(new Uint8Array(32).fill(1));
  const { mac } = await sign(secret, FILE);
  const input = macInput(FILE);
  assert.equal(await verify(secret, FILE.id, mac, input), true);
  const other = await importSecret(new Uint8Array(32).fill(2));
  const changed = macInput({ ...FILE, generation: 8 });
  assert.equal(await verify(other, FILE.id, mac, input), false);
  assert.equal(await verify(secret, FILE.id.replace("1", "2"), mac, input), false);
  assert.equal(await verify(secret, FILE.id, mac, changed), false);
});

Deno.test("verify() refuses a MAC that is not canonical base64url of 32 bytes", async () => {
  const secret = await importSecret(new Uint8Array(32).fill(1));
  const { mac } = await sign(secret, FILE);
  const stray = mac.slice(0, -1) + String.fromCharCode(mac.charCodeAt(42) + 1);
  for (const text of ["", "*", "A", mac.slice(0, -1), `${mac}A`, `${mac}=`, ` ${mac}`, stray]) {
    assert.equal(await verify(secret, FILE.id, text, macInput(FILE)), false, text);
  }
});
