import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { importSigningKey, openPerson, sealPerson } from "../../../src/vault/crypto/member_keys.ts";
import { memberId, parseMemberKey } from "../../../src/vault/format/member_key_text.ts";
import { fromBase64url } from "../../../src/vault/format/base64url.ts";
import { SHARED_ID, someone } from "../shared_fixture.ts";
import { throwsUserError } from "../temp_vault.ts";

const secret = await importSecret(new Uint8Array(32).fill(1));

Deno.test("newMemberKeys() makes keys whose id and text come from the public ones", async () => {
  const keys = await someone();
  const { agreement, signing } = keys;
  assert.deepEqual(parseMemberKey(keys.public), { agreement, signing });
  assert.equal(keys.id, await memberId(keys));
  assert.notEqual((await someone()).id, keys.id);
  const bytes = denoHost.random(20);
  const signature = await crypto.subtle.sign(
    "Ed25519",
    await importSigningKey(keys.signingPrivate),
    bytes,
  );
  const raw = fromBase64url(signing)!;
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  assert.equal(await crypto.subtle.verify("Ed25519", key, signature, bytes), true);
});

Deno.test("the private keys reach no message, and wipe() overwrites them", async () => {
  const keys = await someone();
  for (const text of [String(keys), JSON.stringify({ keys }), Deno.inspect(keys)]) {
    assert.match(text, /\[member keys\]/);
  }
  keys.wipe();
  assert.ok([...keys.agreementPrivate, ...keys.signingPrivate].every((byte) => byte === 0));
});

Deno.test("openPerson() opens what sealPerson() made, only with the vault's key and id", async () => {
  const keys = await someone();
  const person = await sealPerson(denoHost, secret, SHARED_ID, keys);
  const opened = await openPerson(secret, SHARED_ID, person, "/v/personal.json");
  assert.deepEqual(opened.agreementPrivate, keys.agreementPrivate);
  assert.deepEqual(opened.signingPrivate, keys.signingPrivate);
  assert.equal(opened.public, keys.public);
  const other = await importSecret(new Uint8Array(32).fill(2));
  const someoneElse = await sealPerson(denoHost, secret, SHARED_ID, await someone());
  const attempts = [
    () => openPerson(other, SHARED_ID, person, "/v"),
    () => openPerson(secret, crypto.randomUUID(), person, "/v"),
    () => openPerson(secret, SHARED_ID, { ...person, public: someoneElse.public }, "/v"),
    () => openPerson(secret, SHARED_ID, { ...person, id: someoneElse.id }, "/v"),
    () => openPerson(secret, SHARED_ID, { ...person, salt: someoneElse.salt }, "/v"),
    () => openPerson(secret, SHARED_ID, { ...person, sealed: someoneElse.sealed }, "/v"),
  ];
  for (const attempt of attempts) await throwsUserError(attempt, 65, "damaged");
});
