import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { hasContentOf } from "../../../src/vault/crypto/generation_signature.ts";
import { sealPerson } from "../../../src/vault/crypto/member_keys.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import { wrapWithRecoveryCode } from "../../../src/vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { backupPath, listBackups, readBackup } from "../../../src/vault/store/backups.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { changeSlots } from "../../../src/vault/store/change_slots.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { removeSlot } from "../../../src/vault/store/remove_slot.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { addToken, revokeToken } from "../../../src/vault/store/tokens.ts";
import { writeVault } from "../../../src/vault/store/write.ts";
import { sharedVaultWith, signedTeam, someone } from "../shared_fixture.ts";
import { sampleItem, titles, vaultFile, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("the backups of a shared vault lose removed slots, keep their headers and get no new slots", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key, file: { id } } } = await sharedVaultWith(paths, "a");
    const code = newRecoveryCode(denoHost);
    const slot = await wrapWithRecoveryCode(denoHost, { vaultId: id, key, code, label: "" });
    await changeSlots(denoHost, paths, "team", key, ({ slots }) => [...slots, slot]);
    const kinds = (generation: number): string[] =>
      backup(generation).slots.map(({ kind }) => kind);
    const backup = (generation: number) =>
      readBackup("team", { path: backupPath(paths, "team", generation) }).file;
    assert.deepEqual(kinds(3), ["member"], "not the new recovery slot");
    assert.equal(await hasContentOf(backup(3), backup(3).shared!), true);
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    assert.deepEqual(kinds(4), ["member", "recovery"]);
    const header = backup(4).shared!;
    await removeSlot(denoHost, paths, "team", key, slot.id);
    assert.deepEqual([kinds(3), kinds(4)], [["member"], ["member"]]);
    assert.deepEqual(backup(4).shared, header);
    assert.equal(await hasContentOf(backup(4), header), false, "its slots are others now");
  });
});

Deno.test("revokeToken() empties the token's slot in the backups of a shared vault too", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key, file } } = await sharedVaultWith(paths, "a");
    const options = { items: Object.keys(file.items), label: "ci", expires: denoHost.now() + 6e4 };
    const token = denoHost.random(32);
    const { slot, bundle } = await addToken(denoHost, paths, "team", key, token, options);
    const parsed = parseVault(bundle, "bundle");
    assert.deepEqual([parsed.version, parsed.shared, parsed.signature], [1, undefined, undefined]);
    await changeVault(denoHost, paths, "team", key, (draft) => draft.putItem(sampleItem("b")));
    await revokeToken(denoHost, paths, "team", key, slot.id);
    await signedTeam(paths);
    for (const backup of listBackups(paths, "team")) {
      for (const each of readBackup("team", backup).file.slots) {
        if (each.kind === "token") assert.deepEqual({ ...each.items }, {});
      }
    }
  });
});

Deno.test("restoreVault() signs an older state of a shared vault, with the members of now", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a");
    await changeVault(denoHost, paths, "team", key, (draft) => draft.putItem(sampleItem("b")));
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    const before = await signedTeam(paths);
    const restored = await restoreVault(denoHost, paths, "team", key, 3);
    assert.deepEqual(await titles(restored), ["a"]);
    const { file, header } = await signedTeam(paths);
    assert.equal(file.generation, before.file.generation + 1);
    assert.deepEqual(Object.keys(header.members).sort(), [ann.id, bob.id].sort());
    const [gone] = Object.keys(before.file.items).filter((id) => !(id in file.items));
    assert.ok(header.changedItems.includes(gone!));
  });
});

Deno.test("restoreVault() of a shared vault whose file is damaged continues the backup", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key } } = await sharedVaultWith(paths, "a");
    const { file: first, hash } = await signedTeam(paths);
    await changeVault(denoHost, paths, "team", key, (draft) => draft.putItem(sampleItem("b")));
    Deno.writeTextFileSync(vaultFile(paths, "team"), "{");
    const restored = await restoreVault(denoHost, paths, "team", key);
    assert.deepEqual(await titles(restored), ["a"]);
    const { file, header } = await signedTeam(paths);
    assert.equal(file.generation, first.generation + 2, "above what was seen");
    assert.deepEqual([header.parents, header.changedItems], [[hash], []]);
  });
});

Deno.test("restoreVault() keeps the member keys of one's own vault, which older backups don't have", async () => {
  await withTempPaths(async (paths) => {
    const own = await vaultWith(paths, "personal", "a");
    const secret = await importSecret(own.key.bytes);
    const person = await sealPerson(denoHost, secret, own.file.id, await someone());
    const { mac: _, ...unsigned } = own.file;
    const previous = {
      generation: own.file.generation,
      bytes: Deno.readFileSync(vaultFile(paths, "personal")),
    };
    const next = { ...unsigned, version: 2 as const, person, generation: 3 };
    await writeVault(denoHost, paths, secret, next, previous);
    await restoreVault(denoHost, paths, "personal", own.key, 2);
    const { file } = readVault(paths, "personal");
    assert.deepEqual([file.version, { ...file.person }, file.generation], [2, person, 4]);
  });
});
