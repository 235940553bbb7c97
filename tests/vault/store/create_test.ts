import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { createVault } from "../../../src/vault/store/create.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import {
  CHEAP,
  PASSWORD,
  throwsUserError,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("createVault() creates an empty vault with generation 1 and never replaces a file", async () => {
  await withTempPaths(async (paths) => {
    const vault = await createVault(denoHost, paths, "personal", PASSWORD, CHEAP);
    assert.equal(vault.file.generation, 1);
    assert.deepEqual(await vault.items(), []);
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    await throwsUserError(
      () => createVault(denoHost, paths, "personal", PASSWORD, CHEAP),
      73,
      "exists",
    );
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
  });
});

Deno.test("createVault() does not follow a dangling link", async () => {
  await withTempPaths(async (paths) => {
    Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
    Deno.symlinkSync(`${paths.home}/elsewhere`, vaultFile(paths, "personal"));
    await throwsUserError(
      () => createVault(denoHost, paths, "personal", PASSWORD, CHEAP),
      73,
      "exists",
    );
  });
});

Deno.test("createVault() creates one vault if two run at once with the same name", async () => {
  await withTempPaths(async (paths) => {
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => createVault(denoHost, paths, "personal", PASSWORD, CHEAP)),
    );
    const made = outcomes.filter((outcome) => outcome.status === "fulfilled");
    assert.equal(made.length, 1);
    assert.equal(readVault(paths, "personal").file.id, made[0]!.value.file.id);
  });
});

Deno.test("createVault() refuses a short password and writes nothing", async () => {
  await withTempPaths(async (paths) => {
    await throwsUserError(
      () => createVault(denoHost, paths, "personal", new Secret("short"), CHEAP),
      64,
      "weak-password",
    );
    assert.throws(() => Deno.statSync(paths.vaults), Deno.errors.NotFound);
  });
});

Deno.test("createVault() makes two vaults of one password that share no id, salt or ciphertext", async () => {
  await withTempPaths(async (paths) => {
    const values = (text: string) => new Set(text.match(/[\w-]{20,}/g));
    const made: Set<string>[] = [];
    for (const name of ["one", "two"]) {
      await vaultWith(paths, name, "dev");
      made.push(values(Deno.readTextFileSync(vaultFile(paths, name))));
    }
    const [one, two] = made as [Set<string>, Set<string>];
    assert.ok(one.size >= 8, `${one.size} values`);
    assert.deepEqual([...one.intersection(two)].filter((text) => !/^\d{4}-/.test(text)), []);
  });
});
