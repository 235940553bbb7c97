import assert from "node:assert/strict";
import { memberIdentity, openOwnKeys, vaultsOfLostKeys } from "../../src/unlock/member_identity.ts";
import { ownVaultOf } from "../../src/unlock/own_vault.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { restoreVault } from "../../src/vault/store/restore.ts";
import { sampleItem, throwsUserError, vaultFile, vaultWith } from "../vault/temp_vault.ts";
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
    'opaws: your member keys for "team" are not on this machine. New ones do not open it: a writer has to add you again',
  ]);
});

Deno.test("an older copy of a person's own vault is named as the cause, and restoring brings the member keys back", async () => {
  using place = await personPlace();
  const { context, host, keys, paths } = place;
  const key = place.own.key;
  const path = vaultFile(paths, "personal");
  const backup = (generation: number) => `${paths.backups}/personal.${generation}.json`;
  const withKeys = Deno.readFileSync(path);
  const team = readVault(paths, "team").file;
  assert.deepEqual(vaultsOfLostKeys(context, {}), []);
  // No backup has the keys.
  Deno.copyFileSync(backup(1), path);
  for (const use of [() => ownVaultOf(context, team), () => vaultsOfLostKeys(context, {})]) {
    const error = await throwsUserError(use, 65, "older-generation");
    assert.match(
      error.message,
      /"personal" is an older copy without member keys: it is generation 1, and .* seen generation 3\. Put the newer file back/,
    );
    assert.equal(error.try, "opaws vault restore 1 --vault personal");
  }
  Deno.writeFileSync(path, withKeys);
  await changeVault(host, paths, "personal", key, (draft) => draft.putItem(sampleItem("x")));
  Deno.copyFileSync(backup(1), path);
  const error = await throwsUserError(() => ownVaultOf(context, team), 65, "older-generation");
  assert.equal(error.try, "opaws vault restore 3 --vault personal");
  // Whichever generation is restored gets the keys.
  for (const generation of [1, 2, 3]) {
    Deno.copyFileSync(backup(1), path);
    await restoreVault(host, paths, "personal", key, generation);
    assert.equal(readVault(paths, "personal").file.person?.id, keys.id, `${generation}`);
    assert.equal(ownVaultOf(context, team).name, "personal");
  }
  // After a loss for good, new keys open nothing that the old ones did.
  Deno.removeSync(paths.backups, { recursive: true });
  Deno.removeSync(path);
  await vaultWith(paths, "other");
  assert.deepEqual(vaultsOfLostKeys(context, {}), ["team"]);
});
