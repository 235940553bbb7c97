import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { SystemSlot } from "../../../src/vault/format/vault_file.ts";
import { unwrapWithSystemSecret, wrapWithSystemSecret } from "../../../src/vault/slots/system.ts";

const VAULT = "11111111-2222-4333-8444-555555555555";

Deno.test("unwrapWithSystemSecret() opens a slot only with its secret, in its vault, and unchanged", async () => {
  const key = new VaultKey(new Uint8Array(32).fill(9));
  const secret = new Uint8Array(32).fill(1);
  const id = crypto.randomUUID();
  const input = { vaultId: VAULT, key, secret, id, label: "laptop" };
  const slot = await wrapWithSystemSecret(denoHost, input);
  assert.equal(slot.id, id);
  assert.deepEqual((await unwrapWithSystemSecret(slot, VAULT, secret))?.bytes, key.bytes);
  assert.equal(await unwrapWithSystemSecret(slot, VAULT, new Uint8Array(32).fill(2)), null);
  assert.equal(await unwrapWithSystemSecret(slot, crypto.randomUUID(), secret), null);
  const changes = [
    { label: "other" },
    { kind: "recovery" },
    { id: crypto.randomUUID() },
    { created: "2026-01-02T03:04:05Z" },
  ];
  for (const change of changes) {
    const changed = { ...slot, ...change } as SystemSlot;
    assert.equal(await unwrapWithSystemSecret(changed, VAULT, secret), null);
  }
});
