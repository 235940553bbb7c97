import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import {
  forgetGeneration,
  readGenerations,
  rememberGeneration,
} from "../../../src/vault/store/generations.ts";
import { openUnparsed } from "../../../src/vault/store/open.ts";
import { readUnparsed } from "../../../src/vault/store/read.ts";
import { throwsUserError, titles, vaultWith, withTempPaths } from "../temp_vault.ts";

const ONE = "11111111-2222-4333-8444-555555555555";
const TWO = "99999999-8888-4777-8666-555555555555";

Deno.test("rememberGeneration() only raises the number, and writes only then", async () => {
  await withTempPaths(async (paths) => {
    const remember = (id: string, generation: number) =>
      rememberGeneration(denoHost, paths, readGenerations(paths), id, generation);
    await remember(ONE, 3);
    await remember(TWO, 1);
    const file = `${paths.state}/generations.json`;
    const before = Deno.statSync(file).ino;
    await remember(ONE, 3);
    await remember(ONE, 2);
    await rememberGeneration(denoHost, paths, new Map(), ONE, 2);
    await rememberGeneration(denoHost, paths, new Map(), ONE, 3);
    assert.equal(Deno.statSync(file).ino, before);
    assert.deepEqual([...readGenerations(paths)], [[ONE, 3], [TWO, 1]]);
    await remember(ONE, 9);
    await forgetGeneration(denoHost, paths, TWO);
    assert.deepEqual([...readGenerations(paths)], [[ONE, 9]]);
  });
});

Deno.test("rememberGeneration() and forgetGeneration() create no folder if nothing changes", async () => {
  await withTempPaths(async (paths) => {
    const nowhere = { state: `${paths.state}/nowhere` };
    await rememberGeneration(denoHost, nowhere, new Map([[ONE, 3]]), ONE, 3);
    await forgetGeneration(denoHost, nowhere, ONE);
    assert.throws(() => Deno.statSync(nowhere.state), Deno.errors.NotFound);
    await rememberGeneration(denoHost, nowhere, new Map([[ONE, 3]]), ONE, 4);
    assert.deepEqual([...readGenerations(nowhere)], [[ONE, 4]]);
  });
});

Deno.test("rememberGeneration() refuses a generations file that is damaged or that others may write", async () => {
  await withTempPaths(async (paths) => {
    await rememberGeneration(denoHost, paths, new Map(), ONE, 3);
    const file = `${paths.state}/generations.json`;
    const remember = () => rememberGeneration(denoHost, paths, new Map(), ONE, 9);
    Deno.chmodSync(file, 0o666);
    await throwsUserError(remember, 78, "untrusted-file");
    Deno.chmodSync(file, 0o600);
    Deno.writeTextFileSync(file, "{");
    await throwsUserError(remember, 65, "damaged");
  });
});

Deno.test("rememberGeneration() loses nothing if several run at once", async () => {
  await withTempPaths(async (paths) => {
    const ids = Array.from({ length: 10 }, () => crypto.randomUUID());
    await Promise.all(ids.map((id) => rememberGeneration(denoHost, paths, new Map(), id, 5)));
    assert.deepEqual([...readGenerations(paths).keys()].sort(), [...ids].sort());
  });
});

Deno.test("readGenerations() refuses a damaged file with the command that fixes it", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const file = `${paths.state}/generations.json`;
    const texts = [
      "",
      "[]",
      `{"x":1}`,
      `{"${ONE}":0}`,
      `{"${ONE}":"1"}`,
      `{"${ONE}":1,"${ONE}":2}`,
    ];
    for (const text of texts) {
      Deno.writeTextFileSync(file, text);
      const error = await throwsUserError(
        () => readUnparsed(paths, "personal"),
        65,
        "damaged",
        text,
      );
      assert.equal(error.try, `rm ${file}`);
      assert.equal(Deno.readTextFileSync(file), text);
    }
    Deno.removeSync(file);
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.deepEqual(await titles(vault), ["a"]);
    assert.deepEqual([...readGenerations(paths)], [[vault.file.id, 2]]);
  });
});

Deno.test("openVault() works if no generation can be remembered", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const blocked = { ...paths, state: `${paths.vaults}/personal.json.lock/state` };
    const sealed = { ...readUnparsed(paths, "personal"), seen: new Map() };
    assert.deepEqual(await titles(await openUnparsed(denoHost, blocked, sealed, key)), ["a"]);
  });
});
