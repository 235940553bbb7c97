import assert from "node:assert/strict";
import { memberIdentity, openOwnKeys } from "../../src/unlock/member_identity.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { throwsUserError, vaultFile, vaultWith } from "../vault/temp_vault.ts";
import { personPlace } from "./person_place.ts";

Deno.test("memberIdentity() makes the keys once, in the vault that is named, and unlocks nothing afterwards", async () => {
  using place = await personPlace();
  const { context, keys, paths } = place;
  const made = await memberIdentity(context, {}, {});
  assert.deepEqual([made.id, made.vault, made.isNew], [keys.id, "personal", false]);
  const other = await vaultWith(paths, "other");
  await context.cacheKey(other.file.id, other.key);
  const second = await memberIdentity(context, { vault: "other" }, {});
  assert.deepEqual([second.vault, second.isNew], ["other", true]);
  assert.notEqual(second.id, keys.id);
  context.wipe();
  assert.equal((await memberIdentity(context, { vault: "other" }, {})).id, second.id);
});

Deno.test("openOwnKeys() makes no keys in the vault that is about to be shared, or in a shared one (78)", async () => {
  using place = await personPlace();
  const { context, paths } = place;
  assert.equal((await openOwnKeys(context, { not: "work" }, {})).keys.id, place.keys.id);
  await throwsUserError(() => openOwnKeys(context, { vault: "team" }, {}), 78, "shared-vault");
  Deno.removeSync(vaultFile(paths, "personal"));
  await throwsUserError(() => openOwnKeys(context, {}, {}), 78, "only-vault");
  const work = await vaultWith(paths, "work");
  await context.cacheKey(work.file.id, work.key);
  await throwsUserError(() => openOwnKeys(context, { not: "work" }, {}), 78, "only-vault");
  assert.equal(readVault(paths, "work").file.person, undefined);
  await openOwnKeys(context, {}, {});
  assert.deepEqual(place.reported, [
    'opaws: made your member keys in vault "work", which opens shared vaults from now on',
  ]);
});
