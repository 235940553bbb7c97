import assert from "node:assert/strict";
import { keyFromMember, memberKeys } from "../../src/unlock/key_from_member.ts";
import { unlockVault } from "../../src/unlock/unlock_vault.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { sharedFile, someone } from "../vault/shared_fixture.ts";
import { throwsUserError } from "../vault/temp_vault.ts";
import { personPlace } from "./person_place.ts";

Deno.test("keyFromMember() opens a shared vault with the member keys in the person's own vault", async () => {
  using place = await personPlace();
  const { file } = readVault(place.paths, "team");
  const { key, slot } = await keyFromMember(place.context, file, {});
  assert.deepEqual(key.bytes, place.team.key.bytes);
  assert.equal(slot.id, place.keys.id);
});

Deno.test("keyFromMember() refuses a vault of other people (77), and a slot that does not open (65)", async () => {
  using place = await personPlace();
  const others = await sharedFile(await someone());
  await throwsUserError(() => keyFromMember(place.context, others.file, {}), 77, "not-a-member");
  const { file } = readVault(place.paths, "team");
  const slots = others.file.slots.map((slot) => ({ ...slot, id: place.keys.id }));
  await throwsUserError(() => keyFromMember(place.context, { ...file, slots }, {}), 65, "tampered");
});

Deno.test("memberKeys() names the shared vault, the own one and the reason if nobody can be asked", async () => {
  using place = await personPlace();
  place.context.wipe();
  const { file } = readVault(place.paths, "team");
  const error = await throwsUserError(
    () => memberKeys(place.context, file, { reason: "aws needs item" }),
    79,
    "locked",
  );
  assert.match(error.message, /vault "personal"/);
  assert.equal(error.try, "opaws unlock --vault team --password-stdin");
});

Deno.test("unlockVault() gives the key of a shared vault a signer that opens the member keys once", async () => {
  using place = await personPlace();
  const { key } = await unlockVault(place.context, "team");
  const keys = await key.signer!();
  assert.equal(keys.id, place.keys.id);
  assert.equal(await key.signer!(), keys);
  assert.equal((await unlockVault(place.context, "personal")).key.signer, undefined);
  place.context.wipe();
  assert.ok(keys.signingPrivate.every((byte) => byte === 0));
});
