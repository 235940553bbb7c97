import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { digestsOf, signHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { wrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { memberOf, someone } from "../shared_fixture.ts";
import { removeMember } from "../../../src/vault/store/remove_member.ts";
import { setRole } from "../../../src/vault/store/members.ts";
import { KEPT_HEADERS } from "../../../src/vault/sync/publish.ts";
import { withTeam } from "./machine.ts";
import { throwsUserError } from "../temp_vault.ts";

Deno.test("syncVault() makes one request if nothing has changed", async () => {
  await withTeam(async ({ store, ann, bob }) => {
    const report = await ann.sync();
    assert.deepEqual(store.requests, ["heads"]);
    assert.deepEqual([report.pulled, report.pushed], [false, false]);
    assert.equal(report.newest?.by, "Ann");
    await bob.sync();
    assert.deepEqual(store.requests, ["heads", "heads"]);
  });
});

Deno.test("syncVault() brings a change to the other machine", async () => {
  await withTeam(async ({ ann, bob }) => {
    await ann.put("b");
    await ann.put("c");
    const pushed = await ann.sync();
    assert.deepEqual([pushed.pulled, pushed.pushed], [false, true]);
    const pulled = await bob.sync();
    assert.deepEqual([pulled.pulled, pulled.pushed], [true, false]);
    assert.deepEqual(await bob.titles(), ["a", "b", "c"]);
    await bob.put("d");
    await bob.sync();
    await ann.sync();
    assert.deepEqual(await ann.titles(), ["a", "b", "c", "d"]);
  });
});

for (const sequential of [true, false]) {
  Deno.test(`syncVault() loses nothing if both write at once, sequential: ${sequential}`, async () => {
    await withTeam(async ({ store, ann, bob }) => {
      await ann.put("of Ann");
      await bob.put("of Bob");
      await ann.sync();
      const merged = await bob.sync();
      assert.deepEqual([merged.pulled, merged.pushed], [true, true]);
      await ann.sync();
      assert.deepEqual(await ann.titles(), ["a", "of Ann", "of Bob"]);
      assert.deepEqual(await bob.titles(), ["a", "of Ann", "of Bob"]);
      assert.equal(store.heads.length, 1);
    }, { sequential });
  });
}

for (const sequential of [true, false]) {
  Deno.test(`syncVault() goes on after more generations than it remembers, sequential: ${sequential}`, async () => {
    await withTeam(async ({ ann, bob }) => {
      const { id } = await ann.put("b");
      for (let count = 0; count < KEPT_HEADERS + 2; count++) {
        await ann.put(`b${count}`, { id });
        await ann.sync();
      }
      assert.equal((await bob.sync()).pulled, true);
      await bob.put("c");
      assert.equal((await bob.sync()).pushed, true);
      await ann.sync();
      assert.deepEqual(await ann.titles(), ["a", `b${KEPT_HEADERS + 1}`, "c"]);
    }, { sequential });
  });
}

Deno.test("syncVault() keeps both versions of an item that both changed", async () => {
  await withTeam(async ({ ann, bob }) => {
    const { id } = await ann.put("shared");
    await ann.sync();
    await bob.sync();
    await ann.put("shared by Ann", { id });
    await bob.put("shared by Bob", { id });
    await ann.sync();
    const { conflicts } = await bob.sync();
    assert.equal(conflicts.length, 1);
    await ann.sync();
    const titles = await ann.titles();
    assert.deepEqual(await bob.titles(), titles);
    assert.equal(titles.length, 3);
    assert.ok(titles.some((title) => /conflict/.test(title)), titles.join());
  });
});

for (const [who, other] of [["ann", "bob"], ["bob", "ann"]] as const) {
  Deno.test(`syncVault() says that an item stays that ${who} deleted while ${other} changed it`, async () => {
    await withTeam(async (team) => {
      const item = await team[who].put("Mail");
      await team[who].sync();
      await team[other].sync();
      await team[who].change((draft) => draft.removeItem(item.id));
      await team[other].change((draft) => draft.putItem({ ...item, title: "New mail" }));
      await team[who].sync();
      const { kept, conflicts } = await team[other].sync();
      const names = { ann: "Ann", bob: "Bob" };
      const expected = { title: "New mail", deletedBy: names[who], changedBy: names[other] };
      assert.deepEqual([kept, conflicts], [[expected], []]);
      assert.deepEqual((await team[who].sync()).kept, []);
      assert.ok((await team[who].titles()).includes("New mail"));
      // A deletion that nobody contradicts is no news.
      await team[who].change((draft) => draft.removeItem(item.id));
      await team[other].put("another");
      await team[who].sync();
      assert.deepEqual((await team[other].sync()).kept, []);
      assert.ok(!(await team[other].titles()).includes("New mail"));
    });
  });
}

Deno.test("syncVault() follows a new vault key after a member was removed", async () => {
  await withTeam(async ({ store, ann, bob }) => {
    await bob.put("of Bob");
    await bob.sync();
    await ann.sync();
    const { key } = await removeMember(denoHost, ann.paths, "team", ann.key, bob.keys.id);
    ann.key = key;
    key.signer = () => Promise.resolve(ann.keys);
    const report = await ann.sync();
    assert.equal(report.older, "deleted");
    assert.equal(store.generations.size, 1);
    const error = await throwsUserError(() => bob.sync(), 77, "removed-member");
    assert.match(error.message, /Ann removed you from it/);
    assert.deepEqual(await bob.titles(), ["a", "of Bob"]);
  });
});

Deno.test("syncVault() gives a reader the changes of others and drops none", async () => {
  await withTeam(async ({ ann, bob }) => {
    await ann.put("b");
    await ann.sync();
    await bob.sync();
    assert.deepEqual(await bob.titles(), ["a", "b"]);
    await throwsUserError(() => bob.put("c"), 77, "read-only");
  }, { role: "reader" });
});

Deno.test("syncVault() drops what somebody wrote who was made a reader at the same time, and says so", async () => {
  await withTeam(async ({ ann, bob }) => {
    await setRole(denoHost, ann.paths, "team", ann.key, bob.keys.id, "reader");
    await bob.put("of Bob");
    await ann.sync();
    const report = await bob.sync();
    assert.deepEqual(report.dropped.map(({ title, by }) => [title, by]), [["of Bob", "Bob"]]);
    assert.deepEqual(await bob.titles(), ["a"]);
    await ann.sync();
    assert.deepEqual(await ann.titles(), ["a"]);
  });
});

Deno.test("syncVault() refuses a remote that went back, and accepts it when asked to", async () => {
  await withTeam(async ({ store, ann }) => {
    const before = { heads: store.heads, version: store.version };
    await ann.put("b");
    await ann.sync();
    store.heads = before.heads;
    store.version++;
    const error = await throwsUserError(() => ann.sync(), 65, "older-remote");
    assert.match(error.message, /the remote went back/);
    assert.equal(error.try, "opaws vault history team");
    const report = await ann.sync({ acceptRollback: true });
    assert.equal(report.pushed, true);
    assert.deepEqual(await ann.titles(), ["a", "b"]);
    store.heads = [];
    store.version++;
    await throwsUserError(() => ann.sync(), 65, "older-remote");
  });
});

Deno.test("syncVault() refuses a second history, and merges it when asked to", async () => {
  await withTeam(async ({ store, ann, bob }) => {
    const copy = structuredClone({ ...store, requests: [] });
    await ann.put("of Ann");
    await ann.sync();
    Object.assign(store, copy);
    await bob.put("of Bob");
    await bob.sync();
    store.version = 99;
    await throwsUserError(() => ann.sync(), 65, "forked-remote");
    await ann.sync({ acceptRollback: true });
    assert.deepEqual(await ann.titles(), ["a", "of Ann", "of Bob"]);
    await bob.sync();
    assert.deepEqual(await bob.titles(), ["a", "of Ann", "of Bob"]);
  });
});

for (const who of ["a stranger", "a removed writer"]) {
  Deno.test(`a synced vault does not open after ${who} has replaced its file by one under another key`, async () => {
    await withTeam(async ({ ann, bob }) => {
      const stranger = who === "a stranger" ? await someone() : bob.keys;
      await removeMember(denoHost, ann.paths, "team", ann.key, bob.keys.id);
      await ann.unlock();
      await ann.sync();
      const { file } = readVault(ann.paths, "team");
      const members = {
        [ann.keys.id]: file.shared!.members[ann.keys.id]!,
        [stranger.id]: memberOf(stranger, "Ann"),
      };
      const key = new VaultKey(denoHost.random(32));
      const slots = await Promise.all(
        Object.entries(members).map(([id, member]) =>
          wrapWithMemberKey(denoHost, { vaultId: file.id, key, id, member, label: member.name })
        ),
      );
      const generation = file.generation + 1;
      const content = { items: {}, slots };
      const shared = {
        ...file.shared!,
        ...await digestsOf(content),
        generation,
        author: stranger.id,
        members,
      };
      const { mac: _, ...unsigned } = file;
      const forged = { ...unsigned, ...content, generation, shared };
      const signature = await signHeader(stranger, shared);
      const signed = await sign(await importSecret(key.bytes), { ...forged, signature });
      Deno.writeTextFileSync(`${ann.paths.vaults}/team.json`, `${canonicalJson(signed)}\n`);
      await ann.unlock();
      await throwsUserError(() => ann.titles(), 65, "unknown-writer");
    });
  });
}
