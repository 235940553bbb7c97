import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import {
  backupPath,
  listBackups,
  pruneBackups,
  readBackup,
} from "../../../src/vault/store/backups.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { type OpenVault } from "../../../src/vault/store/open.ts";
import { sampleItem, throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("listBackups() returns the five newest older generations, newest first", async () => {
  await withTempPaths(async (paths) => {
    await grown(paths, 8);
    const backups = listBackups(paths, "personal");
    assert.deepEqual(backups.map((backup) => backup.generation), [7, 6, 5, 4, 3]);
    for (const { path, modified } of backups) {
      assert.ok(Math.abs(Date.now() - modified!) < 60_000);
      assert.ok(Deno.statSync(path).isFile);
    }
  });
});

Deno.test("listBackups() distinguishes vaults with similar names", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "a", "x");
    await vaultWith(paths, "a.1", "x");
    await vaultWith(paths, "a.1.2", "x");
    Deno.writeTextFileSync(`${paths.backups}/a.01.json`, "");
    Deno.writeTextFileSync(`${paths.backups}/a.1e3.json`, "");
    Deno.writeTextFileSync(`${paths.backups}/a.0.json`, "");
    Deno.writeTextFileSync(`${paths.backups}/a.9007199254740993.json`, "");
    Deno.writeTextFileSync(`${paths.backups}/a.2.json.tmp`, "");
    Deno.mkdirSync(`${paths.backups}/a.3.json`);
    for (const name of ["a", "a.1", "a.1.2"]) {
      const found = listBackups(paths, name);
      assert.deepEqual(found.map((backup) => backup.path), [`${paths.backups}/${name}.1.json`]);
    }
    assert.deepEqual(listBackups(paths, "b"), []);
    await throwsUserError(() => listBackups(paths, "../a"), 64, "bad-vault-name");
  });
});

Deno.test("readBackup() refuses a missing backup and one of another vault", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "x");
    await vaultWith(paths, "work", "x");
    const path = backupPath(paths, "personal", 1);
    assert.equal(readBackup("personal", { path }).file.generation, 1);
    Deno.copyFileSync(backupPath(paths, "work", 1), path);
    await throwsUserError(() => readBackup("personal", { path }), 65, "name-mismatch");
    Deno.removeSync(path);
    await throwsUserError(() => readBackup("personal", { path }), 66, "no-backup");
  });
});

Deno.test("pruneBackups() keeps five backups before a generation and all from it on", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "x");
    const first = backupPath(paths, "personal", 1);
    for (let at = 2; at <= 12; at++) Deno.copyFileSync(first, backupPath(paths, "personal", at));
    pruneBackups(paths, "personal", 9);
    const left = listBackups(paths, "personal").map((backup) => backup.generation);
    assert.deepEqual(left, [12, 11, 10, 9, 8, 7, 6, 5, 4]);
  });
});

/** Creates a vault of `generation`, with one item for each generation except the first. */
async function grown(paths: Paths, generation: number): Promise<OpenVault> {
  let vault = await vaultWith(paths, "personal");
  while (vault.file.generation < generation) {
    const item = sampleItem(`item ${vault.file.generation + 1}`);
    vault = await changeVault(
      denoHost,
      paths,
      "personal",
      vault.key,
      (draft) => draft.putItem(item),
    );
  }
  return vault;
}
