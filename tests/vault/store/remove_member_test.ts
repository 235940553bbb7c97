import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import type { MemberSlot } from "../../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { wrapWithRecoveryCode } from "../../../src/vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { listBackups } from "../../../src/vault/store/backups.ts";
import { changeSlots } from "../../../src/vault/store/change_slots.ts";
import { itemSummaries } from "../../../src/vault/store/item_index.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { openUnparsed, openVault } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../../src/vault/store/read.ts";
import { removeMember } from "../../../src/vault/store/remove_member.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { addToken } from "../../../src/vault/store/tokens.ts";
import { sharedVaultWith, signedTeam, someone } from "../shared_fixture.ts";
import { throwsUserError, titles, withTempPaths } from "../temp_vault.ts";

Deno.test("removeMember() gives the vault a new key that the removed member cannot get", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key, file: { id } }, ann } = await sharedVaultWith(paths, "a", "b");
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "writer" });
    const code = newRecoveryCode(denoHost);
    await changeSlots(denoHost, paths, "team", key, async ({ slots }) => [
      ...slots,
      await wrapWithRecoveryCode(denoHost, { vaultId: id, key, code, label: "safe" }),
    ]);
    const { file: before } = await signedTeam(paths);
    const items = Object.keys(before.items);
    const expires = denoHost.now() + 60_000;
    const token = denoHost.random(32);
    await addToken(denoHost, paths, "team", key, token, { items, label: "ci", expires });
    await itemSummaries(denoHost, paths, await openTeam(key));
    assert.ok(listBackups(paths, "team").length > 0);

    const reduced = await removeMember(denoHost, paths, "team", key, bob.id);
    assert.equal(reduced.member.name, "Bob");
    assert.deepEqual(reduced.dropped.map(({ kind }) => kind), ["recovery", "token"]);
    assert.deepEqual(listBackups(paths, "team"), []);
    assert.ok(reduced.removed.length > 0);
    const { file, header } = await signedTeam(paths);
    assert.deepEqual(Object.keys(header.members), [ann.id]);
    assert.deepEqual(file.slots.map(({ id, kind }) => [id, kind]), [[ann.id, "member"]]);
    assert.equal(header.rekeyed, true);
    assert.ok(
      [bob.id, ...reduced.dropped.map(({ id }) => id)].every((each) =>
        header.changedSlots.includes(each)
      ),
    );
    const newKey = (await unwrapWithMemberKey(file.slots[0] as MemberSlot, file.id, ann))!;
    assert.deepEqual(newKey.bytes, reduced.key.bytes);
    assert.notDeepEqual(newKey.bytes, key.bytes);
    assert.equal(await unwrapWithMemberKey(file.slots[0] as MemberSlot, file.id, bob), null);
    const opened = await openTeam(newKey);
    assert.deepEqual(await titles(opened), ["a", "b"]);
    assert.deepEqual((await itemSummaries(denoHost, paths, opened)).length, 2);
    for (const each of items) {
      assert.notEqual(file.items[each]!.salt, before.items[each]!.salt);
      assert.equal(file.items[each]!.updated, before.items[each]!.updated);
    }
    await throwsUserError(() => openTeam(key), 65, "tampered");
    const stored = readVault(paths, "team");
    await throwsUserError(() => openVault(denoHost, paths, stored, key), 65, "tampered");
    await throwsUserError(() => restoreVault(denoHost, paths, "team", newKey), 66, "no-backup");

    function openTeam(withKey: typeof key) {
      return openUnparsed(denoHost, paths, readUnparsed(paths, "team"), withKey);
    }
  });
});

Deno.test("removeMember() refuses oneself, a stranger, and a reader who tries", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a");
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    const { mac } = readVault(paths, "team").file;
    const remove = (id: string) => () => removeMember(denoHost, paths, "team", key, id);
    await throwsUserError(remove(ann.id), 78, "own-membership");
    await throwsUserError(remove(crypto.randomUUID()), 66, "no-member");
    key.signer = () => Promise.resolve(bob);
    await throwsUserError(remove(ann.id), 77, "read-only");
    assert.equal(readVault(paths, "team").file.mac, mac);
  });
});
