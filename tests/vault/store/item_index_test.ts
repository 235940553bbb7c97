import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import { summaryOf } from "../../../src/vault/item_summary.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { changePassword } from "../../../src/vault/store/change_password.ts";
import { deleteVault } from "../../../src/vault/store/delete.ts";
import { indexFolder, indexPath, itemSummaries } from "../../../src/vault/store/item_index.ts";
import { openUnparsed, type OpenVault } from "../../../src/vault/store/open.ts";
import { readUnparsed } from "../../../src/vault/store/read.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { Secret } from "../../../src/secret.ts";
import { CHEAP, sampleItem, vaultFile, vaultWith, withTempPaths } from "../temp_vault.ts";

/** An open vault that counts the items that are opened. */
async function counting(paths: Paths, name: string, key: OpenVault["key"]) {
  const open = await openUnparsed(denoHost, paths, readUnparsed(paths, name), key);
  let opened = 0;
  const vault: OpenVault = {
    ...open,
    get file() {
      return open.file;
    },
    items: async () => {
      const items = await open.items();
      opened += items.length;
      return items;
    },
  };
  return { vault, opened: () => opened };
}

/** Asserts that the summaries of the vault are those of its items, and returns how many items were opened for that. */
async function openedFor(paths: Paths, name: string, key: OpenVault["key"]): Promise<number> {
  const { vault, opened } = await counting(paths, name, key);
  const summaries = await itemSummaries(denoHost, paths, vault);
  const count = opened();
  const items = await vault.items();
  assert.deepEqual(
    summaries,
    items.map((item) => summaryOf(item, vault.file.items[item.id]!.updated)),
  );
  return count;
}

Deno.test("itemSummaries() opens all items once, and none afterwards", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "b", "a");
    const path = indexPath(paths, readUnparsed(paths, "personal").seen.keys().next().value!);
    Deno.removeSync(path);
    assert.equal(await openedFor(paths, "personal", key), 2);
    assert.equal(await openedFor(paths, "personal", key), 0);
    if (Deno.build.os !== "windows") {
      assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
      assert.equal(Deno.statSync(indexFolder(paths, "")).mode! & 0o777, 0o700);
    }
  });
});

Deno.test("every change that opaws writes keeps the index", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a", "b");
    const change = (change: Parameters<typeof changeVault>[4]) =>
      changeVault(denoHost, paths, "personal", key, change);
    const one = sampleItem("c", { tags: ["x"] });
    let seen: readonly string[] = [];
    await change(async (draft) => {
      await draft.putItem(one);
      seen = (await draft.summaries()).map(({ title }) => title);
    });
    assert.deepEqual(seen, ["a", "b", "c"]);
    assert.equal(await openedFor(paths, "personal", key), 0, "an item is added");
    await change((draft) => draft.putItem({ ...one, title: "0", tags: ["y"], fields: [] }));
    assert.equal(await openedFor(paths, "personal", key), 0, "it is changed");
    await change((draft) => draft.removeItem(one.id));
    assert.equal(await openedFor(paths, "personal", key), 0, "it is removed");
    const { item } = await counting(paths, "personal", key).then(({ vault }) => vault);
    assert.equal(await item(one.id), null);
    const next = new Secret("another password");
    await changePassword(denoHost, paths, "personal", key, next, CHEAP);
    assert.equal(await openedFor(paths, "personal", key), 0, "the password is changed");
    await restoreVault(denoHost, paths, "personal", key);
    assert.equal(await openedFor(paths, "personal", key), 2, "an older generation is back");
  });
});

Deno.test("an index that is damaged, or of another file, is made again", async () => {
  await withTempPaths(async (paths) => {
    const { key, file: { id } } = await vaultWith(paths, "personal", "a", "b");
    const path = indexPath(paths, id);
    const before = Deno.readFileSync(path);
    const old = Deno.readFileSync(vaultFile(paths, "personal"));
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("c")));
    const good = Deno.readFileSync(path);
    const other = await vaultWith(paths, "other", "a", "b", "c");
    const foreign = Deno.readFileSync(indexPath(paths, other.file.id));
    const wrong: [string, Uint8Array][] = [
      ["of an older generation", before],
      ["of another vault", foreign],
      ["empty", new Uint8Array()],
      ["cut", good.slice(0, 20)],
      ["cut at the end", good.slice(0, -1)],
      ["longer", new Uint8Array([...good, 0])],
      ["random", crypto.getRandomValues(new Uint8Array(good.length))],
      ["a bit flipped", good.map((byte, at) => at === 40 ? byte ^ 1 : byte)],
      ["in plaintext", new TextEncoder().encode("[]")],
    ];
    for (const [about, bytes] of wrong) {
      Deno.writeFileSync(path, bytes);
      assert.equal(await openedFor(paths, "personal", key), 3, about);
      assert.equal(await openedFor(paths, "personal", key), 0, about);
    }
    // An older file is refused as before. On a machine that has not seen the newer one, its index is made again.
    Deno.writeFileSync(vaultFile(paths, "personal"), old);
    Deno.removeSync(`${paths.state}/generations.json`);
    assert.equal(await openedFor(paths, "personal", key), 2);
  });
});

Deno.test("an index that cannot be written or trusted is done without", async () => {
  await withTempPaths(async (paths) => {
    const { key, file: { id } } = await vaultWith(paths, "personal", "a", "b");
    const path = indexPath(paths, id);
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    for (let time = 0; time < 2; time++) assert.equal(await openedFor(paths, "personal", key), 2);
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("c")));
    assert.equal(await openedFor(paths, "personal", key), 3);
    assert.deepEqual([...Deno.readDirSync(indexFolder(paths, id))].map(({ name }) => name), [
      "items",
    ]);
  });
});

Deno.test("an older process does not replace the index of a newer generation", async () => {
  await withTempPaths(async (paths) => {
    const { key, file: { id } } = await vaultWith(paths, "personal", "a", "b");
    const older = await counting(paths, "personal", key);
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("c")));
    const newer = Deno.readFileSync(indexPath(paths, id));
    const summaries = await itemSummaries(denoHost, paths, older.vault);
    assert.deepEqual(summaries.map(({ title }) => title), ["a", "b"]);
    assert.deepEqual(Deno.readFileSync(indexPath(paths, id)), newer);
  });
});

Deno.test("deleteVault() deletes the index", async () => {
  await withTempPaths(async (paths) => {
    const { file: { id } } = await vaultWith(paths, "personal", "a");
    assert.ok(Deno.statSync(indexFolder(paths, id)).isDirectory);
    await deleteVault(denoHost, paths, "personal");
    assert.throws(() => Deno.statSync(indexFolder(paths, id)), Deno.errors.NotFound);
  });
});
