import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { createSharedVault } from "../../../src/vault/store/create_shared.ts";
import { signedTeam, someone } from "../shared_fixture.ts";
import { sampleItem, throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("createSharedVault() makes a signed vault that only its owner opens, and can change", async () => {
  await withTempPaths(async (paths) => {
    const ann = await someone();
    const { key, file } = await createSharedVault(denoHost, paths, "team", ann, "Ann");
    const { header } = await signedTeam(paths);
    assert.deepEqual([header.author, header.parents, header.generation], [ann.id, [], 1]);
    assert.deepEqual(header.members[ann.id]?.role, "writer");
    assert.deepEqual(file.slots.map(({ kind, id }) => [kind, id]), [["member", ann.id]]);
    const slot = file.slots[0]!;
    assert.ok(slot.kind === "member");
    assert.deepEqual((await unwrapWithMemberKey(slot, file.id, ann))?.bytes, key.bytes);
    assert.equal(await unwrapWithMemberKey(slot, file.id, await someone()), null);
    await changeVault(denoHost, paths, "team", key, (draft) => draft.putItem(sampleItem("a")));
    assert.equal((await signedTeam(paths)).header.generation, 2);
  });
});

Deno.test("createSharedVault() refuses a taken name (73) and a member's name that cannot be used (64)", async () => {
  await withTempPaths(async (paths) => {
    const ann = await someone();
    await vaultWith(paths, "team");
    const create = (name: string, member: string) =>
      createSharedVault(denoHost, paths, name, ann, member);
    await throwsUserError(() => create("team", "Ann"), 73, "exists");
    await throwsUserError(() => create("other", " Ann"), 64, "bad-member-name");
    await throwsUserError(() => create("../x", "Ann"), 64, "bad-vault-name");
  });
});
