import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { MemberSlot } from "../../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey, wrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { SHARED_ID, someone } from "../shared_fixture.ts";
import { throwsUserError } from "../temp_vault.ts";

const ann = await someone();
const key = new VaultKey(new Uint8Array(32).fill(9));
const input = { vaultId: SHARED_ID, key, id: ann.id, member: ann, label: "Ann" };

Deno.test("unwrapWithMemberKey() opens a slot only with the member's key, in its vault, and unchanged", async () => {
  const slot = await wrapWithMemberKey(denoHost, input);
  const again = await wrapWithMemberKey(denoHost, input);
  assert.notEqual(again.kdf.enc, slot.kdf.enc);
  assert.deepEqual((await unwrapWithMemberKey(slot, SHARED_ID, ann))?.bytes, key.bytes);
  assert.equal(await unwrapWithMemberKey(slot, SHARED_ID, await someone()), null);
  assert.equal(await unwrapWithMemberKey(slot, crypto.randomUUID(), ann), null);
  const changes: Partial<Record<keyof MemberSlot, unknown>>[] = [
    { label: "Bob" },
    { kind: "recovery" },
    { id: crypto.randomUUID() },
    { created: "2026-01-02T03:04:05Z" },
    { kdf: again.kdf },
    { kdf: { ...slot.kdf, enc: toBase64url(new Uint8Array(32)) } },
    { wrapped: again.wrapped },
  ];
  for (const change of changes) {
    const changed = { ...slot, ...change } as MemberSlot;
    assert.equal(await unwrapWithMemberKey(changed, SHARED_ID, ann), null);
  }
});

Deno.test("wrapWithMemberKey() refuses a public key of small order", async () => {
  const one = new Uint8Array(32);
  one[0] = 1;
  for (const bytes of [new Uint8Array(32), one]) {
    const member = { agreement: toBase64url(bytes) };
    await throwsUserError(
      () => wrapWithMemberKey(denoHost, { ...input, member }),
      65,
      "damaged",
    );
  }
});
