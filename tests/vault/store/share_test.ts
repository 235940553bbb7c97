import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { sealPerson } from "../../../src/vault/crypto/member_keys.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { formatVault } from "../../../src/vault/format/canonical_json.ts";
import type { MemberSlot } from "../../../src/vault/format/vault_file.ts";
import { listBackups } from "../../../src/vault/store/backups.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { itemSummaries } from "../../../src/vault/store/item_index.ts";
import { openUnparsed, openVault } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../../src/vault/store/read.ts";
import { shareVault } from "../../../src/vault/store/share.ts";
import { sharedVaultWith, signedTeam, someone } from "../shared_fixture.ts";
import {
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("shareVault() makes the first signed generation, which only the owner opens", async () => {
  await withTempPaths(async (paths) => {
    const ann = await someone();
    const own = await vaultWith(paths, "team", "a", "b");
    await itemSummaries(denoHost, paths, own);
    const shared = await shareVault(denoHost, paths, "team", own.key, ann, "Ann");
    assert.deepEqual(shared.dropped.map(({ kind }) => kind), ["password"]);
    assert.deepEqual(shared.removed, [1]);
    assert.deepEqual(listBackups(paths, "team"), []);
    const { file, header } = await signedTeam(paths);
    assert.deepEqual([file.version, file.generation], [2, 3]);
    assert.deepEqual(file.slots.map(({ kind, id, label }) => [kind, id, label]), [
      ["member", ann.id, "Ann"],
    ]);
    assert.deepEqual([header.parents, header.rekeyed], [[], false]);
    assert.deepEqual(header.changedItems, Object.keys(file.items).sort());
    assert.deepEqual(header.changedSlots, [ann.id]);
    const key = await unwrapWithMemberKey(file.slots[0] as MemberSlot, file.id, ann);
    assert.notDeepEqual(key?.bytes, own.key.bytes);
    const opened = await openUnparsed(denoHost, paths, readUnparsed(paths, "team"), key!);
    assert.deepEqual(await titles(opened), ["a", "b"]);
    assert.deepEqual((await itemSummaries(denoHost, paths, opened)).map(({ title }) => title), [
      "a",
      "b",
    ]);
    for (const [id, { updated }] of Object.entries(own.file.items)) {
      assert.equal(file.items[id]?.updated, updated, "the time of the last change stays");
      assert.notEqual(file.items[id]?.salt, own.file.items[id]?.salt);
    }
    await throwsUserError(
      () => openVault(denoHost, paths, readVault(paths, "team"), own.key),
      65,
      "tampered",
    );
  });
});

Deno.test("shareVault() refuses a vault that is shared or has member keys, and a bad name", async () => {
  await withTempPaths(async (paths) => {
    const { open, ann } = await sharedVaultWith(paths);
    const again = () => shareVault(denoHost, paths, "team", open.key, ann, "Ann");
    await throwsUserError(again, 73, "already-shared");

    const own = await vaultWith(paths, "personal");
    const secret = await importSecret(own.key.bytes);
    const person = await sealPerson(denoHost, secret, own.file.id, ann);
    const file = await sign(secret, { ...own.file, generation: 2, version: 2, person });
    Deno.writeFileSync(vaultFile(paths, "personal"), formatVault(file));
    const shareOwn = () => shareVault(denoHost, paths, "personal", own.key, ann, "Ann");
    await throwsUserError(shareOwn, 78, "own-keys");
    assert.equal(readVault(paths, "personal").file.mac, file.mac);

    const other = await vaultWith(paths, "other");
    const shareAs = (name: string) => () =>
      shareVault(denoHost, paths, "other", other.key, ann, name);
    for (const name of ["", " Ann", "a\u0007"]) {
      await throwsUserError(shareAs(name), 64, "bad-member-name");
    }
  });
});

Deno.test("shareVault() that is killed after any write leaves a vault that opens", async () => {
  await withTempPaths(async (paths) => {
    const ann = await someone();
    const own = await vaultWith(paths, "team", "a");
    const before = Deno.readFileSync(vaultFile(paths, "team"));
    const generations = `${paths.state}/generations.json`;
    const shared = await shareVault(denoHost, paths, "team", own.key, ann, "Ann");
    const after = Deno.readFileSync(vaultFile(paths, "team"));
    // The remembered generation is removed first, then the vault is replaced.
    Deno.writeTextFileSync(generations, "{}\n");
    Deno.writeFileSync(vaultFile(paths, "team"), before);
    const old = await openUnparsed(denoHost, paths, readUnparsed(paths, "team"), own.key);
    assert.deepEqual(await titles(old), ["a"]);
    Deno.writeTextFileSync(generations, "{}\n");
    Deno.writeFileSync(vaultFile(paths, "team"), after);
    // The mark is there until the backups are removed, and the next writer sees it.
    Deno.writeFileSync(`${paths.backups}/team.2.json`, before, { mode: 0o600 });
    Deno.writeFileSync(`${paths.backups}/.team.slots`, new Uint8Array(), { mode: 0o600 });
    const changed = await changeVault(
      denoHost,
      paths,
      "team",
      shared.key,
      (draft) => draft.putItem(sampleItem("b")),
    );
    assert.deepEqual(await titles(changed), ["a", "b"]);
    assert.deepEqual(listBackups(paths, "team").map(({ generation }) => generation), [3]);
  });
});
