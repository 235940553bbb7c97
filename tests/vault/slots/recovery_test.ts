import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import {
  tryRecoveryCode,
  unwrapWithRecoveryCode,
  wrapWithRecoveryCode,
} from "../../../src/vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { throwsUserError } from "../temp_vault.ts";

const VAULT = "11111111-2222-4333-8444-555555555555";

Deno.test("unwrapWithRecoveryCode() opens a slot only with its code, in its vault, and unchanged", async () => {
  const code = newRecoveryCode(denoHost);
  const slot = await wrapWithRecoveryCode(denoHost, {
    vaultId: VAULT,
    key: key(),
    code,
    label: "",
  });
  assert.deepEqual((await unwrapWithRecoveryCode(slot, VAULT, code))?.bytes, key().bytes);
  assert.equal(await unwrapWithRecoveryCode(slot, VAULT, newRecoveryCode(denoHost)), null);
  assert.equal(await unwrapWithRecoveryCode(slot, crypto.randomUUID(), code), null);
  const changes = [{ label: "safe" }, { id: crypto.randomUUID() }];
  for (const change of changes) {
    assert.equal(await unwrapWithRecoveryCode({ ...slot, ...change }, VAULT, code), null);
  }
});

Deno.test("tryRecoveryCode() tries each recovery slot, and says what is wrong", async () => {
  const [one, two] = [newRecoveryCode(denoHost), newRecoveryCode(denoHost)];
  const slots = await Promise.all(
    [one, two].map((code) =>
      wrapWithRecoveryCode(denoHost, { vaultId: VAULT, key: key(), code, label: "" })
    ),
  );
  const file = { id: VAULT, name: "my work", slots };
  const found = await tryRecoveryCode(file, two);
  assert.deepEqual([found.key.bytes, found.slot], [key().bytes, slots[1]]);
  const other = newRecoveryCode(denoHost);
  const wrong = await throwsUserError(
    () => tryRecoveryCode(file, other),
    77,
    "wrong-recovery-code",
  );
  assert.equal(wrong.message, 'cannot unlock vault "my work": wrong recovery code');
  const mistyped = new Secret("AAAA");
  await throwsUserError(() => tryRecoveryCode(file, mistyped), 77, "wrong-recovery-code");
  const none = { ...file, slots: [] };
  const missing = await throwsUserError(() => tryRecoveryCode(none, one), 66, "no-recovery-slot");
  assert.equal(missing.try, "opaws unlock --vault 'my work'");
});

function key(): VaultKey {
  return new VaultKey(new Uint8Array(32).fill(9));
}
