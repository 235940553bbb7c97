import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { openUnparsed, type OpenVault, openVault } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { exportVault } from "../../src/vault/store/transfer.ts";
import {
  CHEAP,
  PASSWORD,
  pathsIn,
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../vault/temp_vault.ts";
import { ignoreUnless } from "../ignore.ts";

const WRITER = new URL("writer.ts", import.meta.url);

Deno.test("two processes with 20 writers each give 40 items", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const [one, two] = [
      writer(paths, key, 0, 20, "at once"),
      writer(paths, key, 20, 20, "at once"),
    ];
    const outcomes = await Promise.all([one.output(), two.output()]);
    for (const { code, stderr } of outcomes) {
      assert.equal(code, 0, new TextDecoder().decode(stderr));
    }
    const vault = await reopened(paths, key);
    const expected = Array.from({ length: 40 }, (_, n) => `item ${n}`).sort();
    assert.deepEqual([vault.file.generation, await titles(vault)], [41, expected]);
  });
});

Deno.test("a writer killed at any moment leaves the old or the new vault complete", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    let generation = 1;
    let advanced = 0;
    for (let round = 0; round < 12; round += 1) {
      const process = writer(paths, key, round * 1000, 1000);
      await until(() => readVault(paths, "personal").file.generation > generation);
      await new Promise((done) => setTimeout(done, round * 3));
      process.kill("SIGKILL");
      await process.output();
      const vault = await reopened(paths, key);
      assert.equal((await vault.items()).length, vault.file.generation - 1);
      assert.ok(vault.file.generation > generation);
      advanced += vault.file.generation - generation;
      generation = vault.file.generation;
    }
    assert.ok(advanced >= 12);
    await changeVault(denoHost, paths, "personal", key, () => {});
    assert.deepEqual(leftovers(paths), []);
  });
});

Deno.test("the next write removes what a killed writer left, and nothing else", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    await vaultWith(paths, "work");
    const mine = [`${paths.vaults}/.personal.json.0123456789ab.tmp`];
    const others = [
      `${paths.vaults}/.work.json.0123456789ab.tmp`,
      `${paths.vaults}/.personal.json.tmp`,
      `${paths.vaults}/.personal.json.0123456789ab.bak`,
    ];
    for (const path of [...mine, ...others]) Deno.writeTextFileSync(path, "half a file");
    await changeVault(denoHost, paths, "personal", key, () => {});
    const left = [...Deno.readDirSync(paths.vaults)].map(({ name }) => `${paths.vaults}/${name}`);
    for (const path of mine) assert.ok(!left.includes(path), path);
    for (const path of others) assert.ok(left.includes(path), path);
  });
});

Deno.test("a writer waits for a lock that another process holds", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const lock = Deno.openSync(`${vaultFile(paths, "personal")}.lock`, { write: true });
    lock.lockSync(true);
    const change = changeVault(denoHost, paths, "personal", key, () => {});
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(readVault(paths, "personal").file.generation, 1);
    lock.close();
    assert.equal((await change).file.generation, 2);
  });
});

Deno.test("two writers never have the lock at the same time, even if the lock file is removed", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const path = `${vaultFile(paths, "personal")}.lock`;
    const old = Deno.openSync(path, { write: true });
    old.lockSync(true);
    const waiting = changeVault(denoHost, paths, "personal", key, () => {});
    await new Promise((done) => setTimeout(done, 50));
    Deno.removeSync(path);
    const fresh = Deno.openSync(path, { write: true, create: true, mode: 0o600 });
    fresh.lockSync(true);
    old.close();
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(readVault(paths, "personal").file.generation, 1);
    fresh.close();
    assert.equal((await waiting).file.generation, 2);
  });
});

const ignore = ignoreUnless(mountable(), "a user who may mount");

Deno.test({
  name: "a full disk leaves the old vault (74)",
  ignore,
  async fn() {
    await mounted("size=256k", async (paths) => {
      const { key } = await vaultWith(paths, "personal", "a");
      const before = Deno.readFileSync(vaultFile(paths, "personal"));
      fill(paths.home);
      const error = await throwsUserError(
        () =>
          changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b"))),
        74,
        "write-failed",
      );
      assert.match(error.message, /the disk is full$/);
      assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
      assert.deepEqual(leftovers(paths), []);
      const vault = { ...readUnparsed(paths, "personal"), seen: new Map() };
      assert.deepEqual(await titles(await openUnparsed(denoHost, paths, vault, key)), ["a"]);
      await throwsUserError(
        () => exportVault(paths, "personal", `${paths.home}/out.json`),
        74,
        "write-failed",
      );
      assert.throws(() => Deno.statSync(`${paths.home}/out.json`), Deno.errors.NotFound);
      Deno.removeSync(`${paths.home}/filler`);
      await changeVault(
        denoHost,
        paths,
        "personal",
        key,
        (draft) => draft.putItem(sampleItem("b")),
      );
      assert.deepEqual(await titles(await reopened(paths, key)), ["a", "b"]);
    });
  },
});

Deno.test({
  name: "a vault that fills the disk stays complete",
  ignore,
  async fn() {
    await mounted("size=200k", async (paths) => {
      const { key } = await vaultWith(paths, "personal");
      let count = 0;
      let failure: unknown;
      while (failure === undefined && count < 100) {
        const item = sampleItem(`item ${count}`, { notes: "x".repeat(4_000) });
        try {
          await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(item));
          count += 1;
        } catch (error) {
          failure = error;
        }
      }
      assert.ok(failure instanceof UserError && failure.status === 74, String(failure));
      assert.ok(count > 0);
      const vault = await openVault(denoHost, paths, readVault(paths, "personal"), key);
      assert.equal((await vault.items()).length, count);
    });
  },
});

Deno.test({
  name: "a vault in a read-only home opens, and writing is refused (73)",
  ignore,
  async fn() {
    await mounted("size=1m", async (paths) => {
      const { key } = await vaultWith(paths, "personal", "a");
      Deno.removeSync(`${paths.state}/generations.json`);
      const before = Deno.readFileSync(vaultFile(paths, "personal"));
      mount("-o", "remount,ro", paths.home);
      assert.deepEqual(await titles(await reopened(paths, key)), ["a"]);
      const write = () =>
        changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
      const error = await throwsUserError(write, 73, "no-lock");
      assert.match(error.message, /the file system is read-only$/);
      await throwsUserError(
        () => createVault(denoHost, paths, "work", PASSWORD, CHEAP),
        73,
        "no-lock",
      );
      await throwsUserError(
        () => exportVault(paths, "personal", `${paths.home}/out.json`),
        73,
        "no-file",
      );
      assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
    });
  },
});

function writer(
  paths: Paths,
  key: VaultKey,
  first: number,
  count: number,
  ...more: string[]
): Deno.ChildProcess {
  const args = [paths.home, "personal", key.bytes.toHex(), String(first), String(count), ...more];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", WRITER.pathname, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function reopened(paths: Paths, key: VaultKey): Promise<OpenVault> {
  return await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!holds()) {
    assert.ok(performance.now() < end, "waited too long");
    await new Promise((done) => setTimeout(done, 5));
  }
}

function leftovers(paths: Paths): string[] {
  return [paths.vaults, paths.backups, paths.state].flatMap((folder) =>
    [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((name) => name.endsWith(".tmp"))
  );
}

/** Fills the disk to the last block. */
function fill(folder: string): void {
  const file = Deno.openSync(`${folder}/filler`, { write: true, create: true });
  for (let size = 65536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) file.writeSync(new Uint8Array(size));
    } catch {
      // There is no space for this many bytes. Fewer may fit.
    }
  }
  file.close();
}

function mount(...args: string[]): boolean {
  return new Deno.Command("mount", { args, stdout: "null", stderr: "null" }).outputSync().success;
}

function unmount(folder: string): boolean {
  return new Deno.Command("umount", { args: [folder], stderr: "null" }).outputSync().success;
}

/** Reports whether this machine can mount a small file system, which needs Linux and root. */
function mountable(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = Deno.makeTempDirSync();
  try {
    return mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", folder) && unmount(folder);
  } catch {
    return false;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function mounted(options: string, action: (paths: Paths) => Promise<void>): Promise<void> {
  await withTempPaths(async ({ home }) => {
    const folder = `${home}/disk`;
    Deno.mkdirSync(folder);
    assert.ok(mount("-t", "tmpfs", "-o", `${options},mode=700`, "tmpfs", folder));
    try {
      await action(pathsIn(folder));
    } finally {
      unmount(folder);
    }
  });
}
