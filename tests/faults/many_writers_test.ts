import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { openUnparsed } from "../../src/vault/store/open.ts";
import { readUnparsed } from "../../src/vault/store/read.ts";
import { titles, vaultFile, vaultWith, withTempPaths } from "../vault/temp_vault.ts";

const WRITER = new URL("writer.ts", import.meta.url).pathname;
const HOLDER = `
  const file = Deno.openSync(Deno.args[0], { write: true, create: true, mode: 0o600 });
  file.lockSync(true);
  file.writeSync(new TextEncoder().encode("held"));
  console.log("held");
  setInterval(() => {}, 1000);
`;

Deno.test("ten processes that add 5 items each give 50 items, and readers always see complete vaults", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const writers = Array.from({ length: 10 }, (_, n) => writer(paths, key, n * 5, 5));
    let running = true;
    const outcomes = Promise.all(writers.map((each) => each.output())).finally(() => {
      running = false;
    });
    let seen = 0;
    while (running) {
      const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
      assert.equal((await vault.items()).length, vault.file.generation - 1);
      assert.ok(vault.file.generation >= seen);
      seen = vault.file.generation;
      await new Promise((done) => setTimeout(done, 10));
    }
    for (const { code, stderr } of await outcomes) {
      assert.equal(code, 0, new TextDecoder().decode(stderr));
    }
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    const expected = Array.from({ length: 50 }, (_, n) => `item ${n}`).sort();
    assert.deepEqual([vault.file.generation, await titles(vault)], [51, expected]);
  });
});

Deno.test("the lock of a killed process stops no writer", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const lock = `${vaultFile(paths, "personal")}.lock`;
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["eval", "-q", HOLDER, lock],
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    const waiting = changeVault(denoHost, paths, "personal", key, () => {});
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(readUnparsed(paths, "personal").seen.get(vaultId(paths))?.generation, 1);
    holder.kill("SIGKILL");
    await reader.cancel();
    await holder.status;
    assert.equal((await waiting).file.generation, 2);
    assert.equal(
      Deno.readTextFileSync(lock),
      "held",
      "the lock file stays, and its content means nothing",
    );
    assert.equal(
      (await changeVault(denoHost, paths, "personal", key, () => {})).file.generation,
      3,
    );
  });
});

function vaultId(paths: Paths): string {
  return JSON.parse(Deno.readTextFileSync(vaultFile(paths, "personal"))).id;
}

function writer(paths: Paths, key: VaultKey, first: number, count: number): Deno.ChildProcess {
  const args = [paths.home, "personal", key.bytes.toHex(), String(first), String(count)];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-lock", WRITER, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}
