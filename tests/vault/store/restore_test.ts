import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { tryPassword } from "../../../src/vault/slots/password.ts";
import { listBackups } from "../../../src/vault/store/backups.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openUnparsed, type OpenVault } from "../../../src/vault/store/open.ts";
import { readUnparsed } from "../../../src/vault/store/read.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { restoreSource } from "../../../src/vault/store/restore_source.ts";
import {
  PASSWORD,
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("restoreVault() restores a generation as the newest", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 4);
    const vault = await restoreVault(denoHost, paths, "personal", key, 2);
    assert.equal(vault.file.generation, 5);
    assert.deepEqual(await titles(vault), ["item 2"]);
    assert.deepEqual(await titles(await reopened(paths, key)), ["item 2"]);
    assert.deepEqual(listBackups(paths, "personal").map((one) => one.generation), [4, 3, 2, 1]);
  });
});

Deno.test("restoreVault() without a generation restores the newest backup that verifies", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 5);
    Deno.writeTextFileSync(`${paths.backups}/personal.4.json`, "{}");
    const three = `${paths.backups}/personal.3.json`;
    Deno.writeTextFileSync(
      three,
      Deno.readTextFileSync(three).replace('"label":""', '"label":"x"'),
    );
    const vault = await restoreVault(denoHost, paths, "personal", key);
    assert.deepEqual([vault.file.generation, await titles(vault)], [6, ["item 2"]]);
  });
});

Deno.test("restoreVault() fixes a vault that is damaged, tampered with, or gone", async () => {
  const damages: [string, (path: string) => void][] = [
    ["half a file", (path) => Deno.truncateSync(path, 100)],
    ["an empty file", (path) => Deno.truncateSync(path, 0)],
    [
      "a slot with a cost above the limit",
      (path) => replaceIn(path, '"memoryKiB":19456', '"memoryKiB":99999999'),
    ],
    ["a forged generation", (path) => replaceIn(path, '"generation":4', '"generation":400')],
    ["another name", (path) => replaceIn(path, '"name":"personal"', '"name":"work"')],
    ["no file", (path) => Deno.removeSync(path)],
  ];
  for (const [about, damage] of damages) {
    await withTempPaths(async (paths) => {
      const { key } = await grown(paths, 4);
      damage(vaultFile(paths, "personal"));
      const source = restoreSource(paths, "personal");
      assert.deepEqual((await tryPassword(source.file, PASSWORD)).key.bytes, key.bytes, about);
      const vault = await restoreVault(denoHost, paths, "personal", key);
      assert.deepEqual(
        [vault.file.generation, await titles(vault)],
        [5, ["item 2", "item 3"]],
        about,
      );
      assert.deepEqual(await titles(await reopened(paths, key)), ["item 2", "item 3"], about);
    });
  }
});

Deno.test("restoreVault() accepts the current file's generation after a rollback", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 3);
    const old = Deno.readFileSync(vaultFile(paths, "personal"));
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("x")));
    Deno.writeFileSync(vaultFile(paths, "personal"), old);
    Deno.removeSync(paths.backups, { recursive: true });
    await throwsUserError(() => reopened(paths, key), 65, "older-generation");
    const vault = await restoreVault(denoHost, paths, "personal", key, 3);
    assert.equal(vault.file.generation, 5);
    assert.deepEqual(await titles(await reopened(paths, key)), ["item 2", "item 3"]);
  });
});

Deno.test("restoreVault() names the generations it has", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 3);
    const error = await throwsUserError(
      () => restoreVault(denoHost, paths, "personal", key, 9),
      66,
      "no-backup",
    );
    assert.match(error.message, /there is no generation 9, only 2, 1$/);
    await throwsUserError(() => restoreVault(denoHost, paths, "none", key), 66, "no-vault");
    Deno.removeSync(paths.backups, { recursive: true });
    await throwsUserError(() => restoreVault(denoHost, paths, "personal", key), 66, "no-backup");
  });
});

Deno.test("restoreVault() refuses a backup that does not verify and leaves the vault unchanged", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 3);
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    replaceIn(`${paths.backups}/personal.2.json`, '"label":""', '"label":"x"');
    await throwsUserError(() => restoreVault(denoHost, paths, "personal", key, 2), 65, "tampered");
    Deno.copyFileSync(`${paths.backups}/personal.1.json`, `${paths.backups}/personal.2.json`);
    await throwsUserError(() => restoreVault(denoHost, paths, "personal", key, 2), 65, "damaged");
    const other = new VaultKey(new Uint8Array(32));
    await throwsUserError(() => restoreVault(denoHost, paths, "personal", other), 65, "tampered");
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
  });
});

Deno.test("restoreVault() does not replace a vault of a newer version or of another user", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await grown(paths, 3);
    Deno.chmodSync(vaultFile(paths, "personal"), 0o666);
    await throwsUserError(
      () => restoreVault(denoHost, paths, "personal", key),
      78,
      "untrusted-file",
    );
    Deno.chmodSync(vaultFile(paths, "personal"), 0o600);
    replaceIn(vaultFile(paths, "personal"), '"version":1', '"version":3');
    await throwsUserError(
      () => restoreVault(denoHost, paths, "personal", key),
      65,
      "unsupported-version",
    );
  });
});

Deno.test("restoreVault() does not replace a new vault that has the name of a lost one", async () => {
  await withTempPaths(async (paths) => {
    const lost = await grown(paths, 4);
    const path = vaultFile(paths, "personal");
    Deno.removeSync(path);
    const newer = await grown(paths, 1);
    const before = Deno.readFileSync(path);
    for (const generation of [undefined, 3]) {
      const restore = () => restoreVault(denoHost, paths, "personal", lost.key, generation);
      const error = await throwsUserError(restore, 73, "exists");
      assert.equal(error.try, `mv ${path} ${path}.other`);
    }
    assert.deepEqual(Deno.readFileSync(path), before);
    Deno.writeTextFileSync(path, new TextDecoder().decode(before).replace("personal", "work"));
    await throwsUserError(() => restoreSource(paths, "personal"), 73, "exists");
    Deno.writeFileSync(path, before);
    await changeVault(
      denoHost,
      paths,
      "personal",
      newer.key,
      (draft) => draft.putItem(sampleItem("x")),
    );
    assert.equal(restoreSource(paths, "personal").file.id, newer.file.id, "its own backup is next");
    const restored = await restoreVault(denoHost, paths, "personal", newer.key);
    assert.deepEqual([restored.file.generation, await titles(restored)], [3, []]);
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

async function reopened(paths: Paths, key: VaultKey): Promise<OpenVault> {
  return await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
}

function replaceIn(path: string, from: string, to: string): void {
  const text = Deno.readTextFileSync(path);
  assert.ok(text.includes(from));
  Deno.writeTextFileSync(path, text.replace(from, to));
}
