import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { createVault } from "../../../src/vault/store/create.ts";
import { deleteVault } from "../../../src/vault/store/delete.ts";
import { readGenerations } from "../../../src/vault/store/generations.ts";
import {
  CHEAP,
  PASSWORD,
  sampleItem,
  throwsUserError,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("deleteVault() removes all of a vault and nothing of others", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a");
    const copy = await vaultWith(paths, "personal.2", "w");
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    await deleteVault(denoHost, paths, "personal");
    assert.deepEqual(names(paths.vaults), [".backup", "personal.2.json", "personal.2.json.lock"]);
    assert.deepEqual(names(paths.backups), ["personal.2.1.json"]);
    assert.deepEqual([...readGenerations(paths).keys()], [copy.file.id]);
    assert.notEqual(copy.file.id, file.id);
    await throwsUserError(() => deleteVault(denoHost, paths, "personal"), 66, "no-vault");
    await createVault(denoHost, paths, "personal", PASSWORD, CHEAP);
  });
});

Deno.test("deleteVault() removes a damaged vault and the target of a link", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    Deno.renameSync(path, `${paths.home}/v.json`);
    Deno.writeTextFileSync(`${paths.home}/v.json`, "{");
    Deno.symlinkSync(`${paths.home}/v.json`, path);
    await deleteVault(denoHost, paths, "personal");
    assert.deepEqual(names(paths.home), ["config", "state"]);
    assert.deepEqual(names(paths.vaults), [".backup"]);
    assert.deepEqual([...readGenerations(paths)], []);
  });
});

Deno.test("deleteVault() removes backups without a vault, and a dangling link", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    Deno.removeSync(vaultFile(paths, "personal"));
    await deleteVault(denoHost, paths, "personal");
    assert.deepEqual([names(paths.backups), [...readGenerations(paths)]], [[], []]);

    Deno.symlinkSync(`${paths.home}/nothing`, vaultFile(paths, "personal"));
    await deleteVault(denoHost, paths, "personal");
    assert.deepEqual(names(paths.vaults), [".backup"]);
  });
});

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}
