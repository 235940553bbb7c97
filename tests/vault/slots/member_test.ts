import assert from "node:assert/strict";
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
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

Deno.test("unwrapWithMemberKey() opens no slot with any one bit of its ciphertext or encapsulated key changed", async () => {
  const slot = await wrapWithMemberKey(denoHost, input);
  const flips = (text: string): string[] => {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return toBase64url(flipped);
    });
  };
  for (const wrapped of flips(slot.wrapped)) {
    assert.equal(await unwrapWithMemberKey({ ...slot, wrapped }, SHARED_ID, ann), null);
  }
  for (const enc of flips(slot.kdf.enc)) {
    const changed = { ...slot, kdf: { ...slot.kdf, enc } };
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

Deno.test("the library agrees with RFC 9180, appendix A.1.1, which has AES-128-GCM", async () => {
  const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.fromHex(text);
  const kem = new DhkemX25519HkdfSha256();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const info = new TextEncoder().encode("Ode on a Grecian Urn");
  const sender = await suite.createSenderContext({
    recipientPublicKey: await kem.deserializePublicKey(
      hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"),
    ),
    info,
    ekm: hex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"),
  });
  assert.equal(
    new Uint8Array(sender.enc).toHex(),
    "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
  );
  const plain = new TextEncoder().encode("Beauty is truth, truth beauty");
  const sealed = await sender.seal(plain, new TextEncoder().encode("Count-0"));
  assert.equal(
    new Uint8Array(sealed).toHex(),
    "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
  );
});
