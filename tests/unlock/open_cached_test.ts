import assert from "node:assert/strict";
import { openCached } from "../../src/unlock/open_cached.ts";
import { unlockVault } from "../../src/unlock/unlock_vault.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { addMember } from "../../src/vault/store/members.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { removeMember } from "../../src/vault/store/remove_member.ts";
import { someone } from "../vault/shared_fixture.ts";
import { throwsUserError } from "../vault/temp_vault.ts";
import { personPlace } from "./person_place.ts";

Deno.test("openCached() forgets the key of a shared vault that has another one now, and unlockVault() finds it", async () => {
  using place = await personPlace();
  const { context, host, paths, team } = place;
  await context.cacheKey(team.file.id, new VaultKey(team.key.bytes.slice()));
  for (const read of [readUnparsed, readVault]) {
    assert.ok(await openCached(context, read(paths, "team")));
  }
  const bob = await someone();
  await addMember(host, paths, "team", team.key, { keys: bob, name: "Bob", role: "reader" });
  const reduced = await removeMember(host, paths, "team", team.key, bob.id);
  assert.equal(await openCached(context, readUnparsed(paths, "team")), null);
  assert.equal(await context.cachedKey(team.file.id), null);
  const { key } = await unlockVault(context, "team");
  assert.deepEqual(key.bytes, reduced.key.bytes);
});

Deno.test("openCached() reports a vault of one's own that was changed without its key (65)", async () => {
  using place = await personPlace();
  const { context, own, paths } = place;
  await context.cacheKey(own.file.id, new VaultKey(new Uint8Array(32)));
  const unparsed = readUnparsed(paths, "personal");
  await throwsUserError(() => openCached(context, unparsed), 65, "tampered");
  assert.notEqual(await context.cachedKey(own.file.id), null);
});
