import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import type { MemberSlot } from "../../../src/vault/format/vault_file.ts";
import { addMember, setRole } from "../../../src/vault/store/members.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { checkRemovable } from "../../../src/vault/store/remove_slot.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { errorOf } from "../../error_of.ts";
import { sharedVaultWith, signedTeam, someone } from "../shared_fixture.ts";
import { sampleItem, throwsUserError, titles, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("addMember() lets a reader open the vault, and a writer change it", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a");
    const [bob, cem] = [await someone(), await someone()];
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    await addMember(denoHost, paths, "team", key, { keys: cem, name: "Cem", role: "writer" });
    const { file, header } = await signedTeam(paths);
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(header.members).map(([id, { name, role }]) => [id, [name, role]]),
      ),
      {
        [ann.id]: ["Ann", "writer"],
        [bob.id]: ["Bob", "reader"],
        [cem.id]: ["Cem", "writer"],
      },
    );
    assert.deepEqual(header.changedSlots, [ann.id, bob.id, cem.id].sort());
    for (const member of [bob, cem]) {
      const slot = file.slots.find(({ id }) => id === member.id) as MemberSlot;
      const own = (await unwrapWithMemberKey(slot, file.id, member))!;
      assert.deepEqual(own.bytes, key.bytes);
      own.signer = () => Promise.resolve(member);
      const opened = await openVault(denoHost, paths, readVault(paths, "team"), own);
      assert.deepEqual(await titles(opened), ["a"]);
      const change = () =>
        changeVault(denoHost, paths, "team", own, (draft) => draft.putItem(sampleItem("b")));
      if (member === bob) await throwsUserError(change, 77, "read-only");
      else {
        await change();
        const next = await signedTeam(paths);
        assert.equal(next.header.author, cem.id);
        assert.equal(next.header.parents.length, 1, "Ann's generation is not replaced by Cem's");
      }
    }
  });
});

Deno.test("addMember() refuses a key or a name twice, and a vault that is not shared", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths);
    const add = (keys: typeof ann, name: string) => () =>
      addMember(denoHost, paths, "team", key, { keys, name, role: "reader" });
    const twice = await throwsUserError(add(ann, "Anna"), 73, "member-exists");
    assert.match(twice.message, /it is "Ann", who is a member already/);
    await throwsUserError(add(await someone(), "ann"), 73, "member-exists");
    await throwsUserError(add(await someone(), "\u202e"), 64, "bad-member-name");
    const own = await vaultWith(paths, "personal");
    const member = { keys: ann, name: "Ann", role: "writer" } as const;
    const toOwn = () => addMember(denoHost, paths, "personal", own.key, member);
    await throwsUserError(toOwn, 78, "not-shared");
  });
});

Deno.test("setRole() changes one member, never oneself to a reader", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths);
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    const role = (id: string, to: "reader" | "writer") => () =>
      setRole(denoHost, paths, "team", key, id, to);
    await throwsUserError(role(ann.id, "reader"), 78, "own-membership");
    await throwsUserError(role(crypto.randomUUID(), "reader"), 66, "no-member");
    await role(bob.id, "writer")();
    const { header } = await signedTeam(paths);
    assert.deepEqual([ann.id, bob.id].map((id) => header.members[id]?.role), ["writer", "writer"]);
    key.signer = () => Promise.resolve(bob);
    await throwsUserError(role(bob.id, "reader"), 78, "own-membership");
    await role(ann.id, "reader")();
    assert.equal((await signedTeam(paths)).header.members[ann.id]?.role, "reader");
    key.signer = () => Promise.resolve(ann);
    await throwsUserError(role(ann.id, "writer"), 77, "read-only");
  });
});

Deno.test("a member slot is removed with the member only", async () => {
  await withTempPaths(async (paths) => {
    const { open: { file } } = await sharedVaultWith(paths);
    const error = errorOf(() => checkRemovable(file, file.slots[0]!.id));
    assert.deepEqual([error.status, error.code], [64, "member-slot"]);
  });
});
