import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { newUuid } from "../../../src/vault/format/uuid.ts";
import { fieldValue } from "../../../src/vault/item.ts";
import { changeVault, type Draft } from "../../../src/vault/store/change.ts";
import { openUnparsed } from "../../../src/vault/store/open.ts";
import { readUnparsed } from "../../../src/vault/store/read.ts";
import { sampleItem, titles, vaultFile, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("changeVault() writes the next generation and backs up the last", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    const vault = await changeVault(
      denoHost,
      paths,
      "personal",
      key,
      (draft) => draft.putItem(sampleItem("a")),
    );
    assert.equal(vault.file.generation, 2);
    assert.deepEqual(await titles(vault), ["a"]);
    assert.deepEqual(Deno.readFileSync(`${paths.backups}/personal.1.json`), before);
    const text = Deno.readTextFileSync(vaultFile(paths, "personal"));
    assert.match(text, /^\{"format":"opaws-vault".*\}\n$/);
    assert.doesNotMatch(text, /AKIA|access key id/);
  });
});

Deno.test("Draft.items() includes the draft's changes, and a changed item has a new salt", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a", "b");
    let before = "";
    const vault = await changeVault(denoHost, paths, "personal", key, async (draft) => {
      const [a, b] = await draft.items();
      before = draft.file.items[a!.id]!.salt;
      await draft.putItem({ ...a!, title: "c" });
      assert.equal((await draft.item(a!.id))!.title, "c");
      draft.removeItem(b!.id);
      draft.removeItem(newUuid(denoHost));
      assert.equal(await draft.item(b!.id), null);
      assert.deepEqual((await draft.items()).map((item) => item.title), ["c"]);
    });
    const [item] = await vault.items();
    assert.notEqual(vault.file.items[item!.id]!.salt, before);
    assert.equal(String(fieldValue(item!, "secret access key")), "[secret]");
  });
});

Deno.test("changeVault() writes nothing if the change throws", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    const changes: ((draft: Draft) => Promise<void>)[] = [
      async (draft) => {
        await draft.putItem(sampleItem("b"));
        throw new RangeError("no");
      },
      (draft) => draft.putItem(sampleItem("\ud800")),
      (draft) => Promise.resolve(draft.setSlots([])),
    ];
    for (const change of changes) {
      await assert.rejects(changeVault(denoHost, paths, "personal", key, change));
    }
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
    assert.deepEqual([...Deno.readDirSync(paths.backups)].map((entry) => entry.name), [
      "personal.1.json",
    ]);
  });
});

Deno.test("Draft.setSlots() replaces the slots under the MAC", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a");
    const slots = [{ ...file.slots[0]!, label: "mine" }];
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.setSlots(slots));
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.equal(canonicalJson(vault.file.slots), canonicalJson(slots));
  });
});

Deno.test("changeVault() loses nothing if one process makes several changes at once", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, n) =>
          changeVault(
            denoHost,
            paths,
            "personal",
            key,
            (draft) => draft.putItem(sampleItem(`item ${n}`)),
          ),
      ),
    );
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.deepEqual([vault.file.generation, (await vault.items()).length], [21, 20]);
  });
});
