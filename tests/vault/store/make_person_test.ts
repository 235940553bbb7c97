import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { openPerson } from "../../../src/vault/crypto/member_keys.ts";
import { makePerson } from "../../../src/vault/store/make_person.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { sharedVaultWith } from "../shared_fixture.ts";
import { throwsUserError, titles, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("makePerson() seals the member keys in the vault once, and older generations do not bring them back", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const person = await makePerson(denoHost, paths, "personal", key);
    const { file } = readVault(paths, "personal");
    assert.deepEqual([file.version, { ...file.person }, file.generation], [2, person, 3]);
    assert.deepEqual({ ...await makePerson(denoHost, paths, "personal", key) }, person);
    assert.equal(readVault(paths, "personal").file.generation, 3);
    const keys = await openPerson(await importSecret(key.bytes), file.id, person, "");
    assert.deepEqual([keys.id, keys.public], [person.id, person.public]);
    const opened = await openVault(denoHost, paths, readVault(paths, "personal"), key);
    assert.deepEqual(await titles(opened), ["a"]);
    await restoreVault(denoHost, paths, "personal", key, 2);
    assert.deepEqual({ ...readVault(paths, "personal").file.person }, person);
  });
});

Deno.test("makePerson() refuses a shared vault (78)", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key } } = await sharedVaultWith(paths);
    await throwsUserError(() => makePerson(denoHost, paths, "team", key), 78, "shared-vault");
  });
});
