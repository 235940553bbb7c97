import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { canonicalJson } from "../../src/vault/canonical_json.ts";
import { changeVault, newItemId } from "../../src/vault/change.ts";
import { createVault } from "../../src/vault/create.ts";
import type { Draft } from "../../src/vault/draft.ts";
import { fieldValue } from "../../src/vault/item.ts";
import { openSealed, readSealed } from "../../src/vault/open.ts";
import { readVault } from "../../src/vault/store.ts";
import {
  CHEAP,
  faults,
  fileOf,
  PASSWORD,
  sampleItem,
  throwAway,
  titles,
  vaultWith,
} from "./throw_away.ts";

Deno.test("createVault() makes an empty vault of generation 1 and never replaces one", async () => {
  await throwAway(async (places) => {
    const vault = await createVault(denoHost, places, "personal", PASSWORD, CHEAP);
    assert.equal(vault.file.generation, 1);
    assert.deepEqual(await vault.items(), []);
    const before = Deno.readFileSync(fileOf(places, "personal"));
    await faults(
      () => createVault(denoHost, places, "personal", PASSWORD, CHEAP),
      73,
      "exists",
    );
    assert.deepEqual(Deno.readFileSync(fileOf(places, "personal")), before);
  });
});

Deno.test("createVault() does not follow a dangling link", async () => {
  await throwAway(async (places) => {
    Deno.mkdirSync(places.vaults, { recursive: true, mode: 0o700 });
    Deno.symlinkSync(`${places.home}/elsewhere`, fileOf(places, "personal"));
    await faults(() => createVault(denoHost, places, "personal", PASSWORD, CHEAP), 73, "exists");
  });
});

Deno.test("two vaults made at once under one name are one vault", async () => {
  await throwAway(async (places) => {
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => createVault(denoHost, places, "personal", PASSWORD, CHEAP)),
    );
    const made = outcomes.filter((outcome) => outcome.status === "fulfilled");
    assert.equal(made.length, 1);
    assert.equal(readVault(places, "personal").file.id, made[0]!.value.file.id);
  });
});

Deno.test("changeVault() writes the next generation and keeps the last", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal");
    const before = Deno.readFileSync(fileOf(places, "personal"));
    const vault = await changeVault(
      denoHost,
      places,
      "personal",
      key,
      (draft) => draft.putItem(sampleItem("a")),
    );
    assert.equal(vault.file.generation, 2);
    assert.deepEqual(await titles(vault), ["a"]);
    assert.deepEqual(Deno.readFileSync(`${places.backups}/personal.1.json`), before);
    const text = Deno.readTextFileSync(fileOf(places, "personal"));
    assert.match(text, /^\{"format":"opaws-vault".*\}\n$/);
    assert.doesNotMatch(text, /AKIA|access key id/);
  });
});

Deno.test("a draft shows its own changes, and a changed item has a new salt", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal", "a", "b");
    let before = "";
    const vault = await changeVault(denoHost, places, "personal", key, async (draft) => {
      const [a, b] = await draft.items();
      before = draft.file.items[a!.id]!.salt;
      await draft.putItem({ ...a!, title: "c" });
      assert.equal((await draft.item(a!.id))!.title, "c");
      draft.removeItem(b!.id);
      draft.removeItem(newItemId(denoHost));
      assert.equal(await draft.item(b!.id), null);
      assert.deepEqual((await draft.items()).map((item) => item.title), ["c"]);
    });
    const [item] = await vault.items();
    assert.notEqual(vault.file.items[item!.id]!.salt, before);
    assert.equal(String(fieldValue(item!, "secret access key")), "[secret]");
  });
});

Deno.test("a change that throws writes nothing", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal", "a");
    const before = Deno.readFileSync(fileOf(places, "personal"));
    const changes: ((draft: Draft) => Promise<void>)[] = [
      async (draft) => {
        await draft.putItem(sampleItem("b"));
        throw new RangeError("no");
      },
      (draft) => draft.putItem(sampleItem("\ud800")),
      (draft) => Promise.resolve(draft.setSlots([])),
    ];
    for (const change of changes) {
      await assert.rejects(changeVault(denoHost, places, "personal", key, change));
    }
    assert.deepEqual(Deno.readFileSync(fileOf(places, "personal")), before);
    assert.deepEqual([...Deno.readDirSync(places.backups)].map((entry) => entry.name), [
      "personal.1.json",
    ]);
  });
});

Deno.test("setSlots() replaces the slots under the MAC", async () => {
  await throwAway(async (places) => {
    const { key, file } = await vaultWith(places, "personal", "a");
    const slots = [{ ...file.slots[0]!, label: "mine" }];
    await changeVault(denoHost, places, "personal", key, (draft) => draft.setSlots(slots));
    const vault = await openSealed(denoHost, places, readSealed(places, "personal"), key);
    assert.equal(canonicalJson(vault.file.slots), canonicalJson(slots));
  });
});

Deno.test("changes at once in one process lose nothing", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal");
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, n) =>
          changeVault(
            denoHost,
            places,
            "personal",
            key,
            (draft) => draft.putItem(sampleItem(`item ${n}`)),
          ),
      ),
    );
    const vault = await openSealed(denoHost, places, readSealed(places, "personal"), key);
    assert.deepEqual([vault.file.generation, (await vault.items()).length], [21, 20]);
  });
});
