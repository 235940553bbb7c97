import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import {
  forgetGeneration,
  readGenerations,
  rememberGeneration,
} from "../../../src/vault/store/generations.ts";
import { openUnparsed, openVault } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../../src/vault/store/read.ts";
import {
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";

const SECRET = await importSecret(new Uint8Array(32).fill(7));
const ONE = "11111111-2222-4333-8444-555555555555";
const TWO = "99999999-8888-4777-8666-555555555555";

Deno.test("rememberGeneration() only raises the number, and writes only then", async () => {
  await withTempPaths(async (paths) => {
    const remember = (id: string, generation: number) => rememberSeen(paths, id, generation);
    await remember(ONE, 3);
    await remember(TWO, 1);
    const file = `${paths.state}/generations.json`;
    const before = Deno.statSync(file).ino;
    await remember(ONE, 3);
    await remember(ONE, 2);
    await rememberSeen(paths, ONE, 2, new Map());
    await rememberSeen(paths, ONE, 3, new Map());
    assert.equal(Deno.statSync(file).ino, before);
    assert.deepEqual(numbers(paths), [[ONE, 3], [TWO, 1]]);
    await remember(ONE, 9);
    await forgetGeneration(denoHost, paths, TWO);
    assert.deepEqual(numbers(paths), [[ONE, 9]]);
  });
});

Deno.test("rememberGeneration() and forgetGeneration() create no folder if nothing changes", async () => {
  await withTempPaths(async (paths) => {
    const nowhere = { state: `${paths.state}/nowhere` };
    await rememberSeen(paths, ONE, 3);
    const seen = readGenerations(paths);
    await rememberSeen(nowhere, ONE, 3, seen);
    await forgetGeneration(denoHost, nowhere, ONE);
    assert.throws(() => Deno.statSync(nowhere.state), Deno.errors.NotFound);
    await rememberSeen(nowhere, ONE, 4, seen);
    assert.deepEqual(numbers(nowhere), [[ONE, 4]]);
  });
});

Deno.test("rememberGeneration() refuses a generations file that is damaged or that others may write", async () => {
  await withTempPaths(async (paths) => {
    await rememberSeen(paths, ONE, 3);
    const file = `${paths.state}/generations.json`;
    const remember = () => rememberSeen(paths, ONE, 9, new Map());
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
    await Promise.all(ids.map((id) => rememberSeen(paths, id, 5, new Map())));
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
      `{"${ONE}":{"generation":1}}`,
      `{"${ONE}":{"generation":1,"mac":"AAAA","proof":"AAAA"}}`,
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
    assert.deepEqual(numbers(paths), [[vault.file.id, 2]]);
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

Deno.test("openVault() refuses a sibling of the vault with the same generation, until it is restored", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "dev");
    const file = vaultFile(paths, "personal");
    const common = Deno.readTextFileSync(file);
    const grow = (title: string) =>
      changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem(title)));
    const open = () => openVault(denoHost, paths, readVault(paths, "personal"), key);
    const fast = () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);

    const memory = `${paths.state}/generations.json`;
    const before = Deno.readTextFileSync(memory);
    await grow("theirs");
    const sibling = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, common);
    Deno.writeTextFileSync(memory, before);
    await grow("mine");
    Deno.writeTextFileSync(file, sibling);
    for (const action of [open, fast, () => grow("more")]) {
      const error = await throwsUserError(action, 65, "other-generation");
      assert.match(error.message, /another generation 3/);
      assert.equal(error.try, "opaws vault restore 3 --vault personal");
    }
    assert.equal(Deno.readTextFileSync(file), sibling);
    const restored = await restoreVault(denoHost, paths, "personal", key, 3);
    assert.deepEqual(await titles(restored), ["dev", "theirs"]);
    assert.deepEqual(await titles(await open()), ["dev", "theirs"]);
  });
});

Deno.test("openVault() refuses a generations file that was changed without the key, until the vault is restored", async () => {
  await withTempPaths(async (paths) => {
    const { key, file: { id } } = await vaultWith(paths, "personal", "dev");
    const memory = `${paths.state}/generations.json`;
    const genuine = JSON.parse(Deno.readTextFileSync(memory));
    const open = () => openVault(denoHost, paths, readVault(paths, "personal"), key);
    const { generation, mac, proof } = genuine[id];
    const other = new Uint8Array(32).toBase64({ alphabet: "base64url", omitPadding: true });
    const edits = [
      { generation: generation - 1, mac, proof },
      { generation: Number.MAX_SAFE_INTEGER, mac, proof },
      { generation, mac: other, proof },
      { generation, mac, proof: other },
    ];
    for (const edited of edits) {
      Deno.writeTextFileSync(memory, JSON.stringify({ [id]: edited }));
      const error = await throwsUserError(open, 65, "tampered-memory");
      assert.equal(error.try, `opaws vault restore ${generation} --vault personal`);
    }
    await restoreVault(denoHost, paths, "personal", key, generation);
    assert.equal((await open()).file.generation, generation + 1);
  });
});

Deno.test("openVault() reads the number that the first build remembered, and replaces it", async () => {
  await withTempPaths(async (paths) => {
    const { key, file: { id, generation, mac } } = await vaultWith(paths, "personal", "dev");
    const memory = `${paths.state}/generations.json`;
    const open = () => openVault(denoHost, paths, readVault(paths, "personal"), key);
    Deno.writeTextFileSync(memory, JSON.stringify({ [id]: generation + 1 }));
    await throwsUserError(open, 65, "older-generation");
    Deno.writeTextFileSync(memory, JSON.stringify({ [id]: generation }));
    await open();
    const seen = readGenerations(paths).get(id);
    assert.deepEqual([seen?.generation, seen?.mac], [generation, mac]);
  });
});

/** Remembers a file of that generation, whose MAC is 32 bytes of the generation. */
async function rememberSeen(
  paths: Pick<Paths, "state">,
  id: string,
  generation: number,
  seen = readGenerations(paths),
): Promise<void> {
  const mac = new Uint8Array(32).fill(generation)
    .toBase64({ alphabet: "base64url", omitPadding: true });
  await rememberGeneration(denoHost, paths, seen, SECRET, { id, generation, mac });
}

function numbers(paths: Pick<Paths, "state">): [string, number][] {
  return [...readGenerations(paths)].map(([id, seen]) => [id, seen.generation]);
}
