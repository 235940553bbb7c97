import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import type { PasswordSlot, RecoverySlot } from "../../../src/vault/format/vault_file.ts";
import { tryPassword } from "../../../src/vault/slots/password.ts";
import { listBackups, readBackup } from "../../../src/vault/store/backups.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { changePassword, raiseCost, raisedCost } from "../../../src/vault/store/change_password.ts";
import { deleteVault } from "../../../src/vault/store/delete.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { restoreSource } from "../../../src/vault/store/restore_source.ts";
import {
  CHEAP,
  PASSWORD,
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

const NEW = new Secret("other horse");

Deno.test("changePassword() keeps the key, and only the new password opens the vault and its backups", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a");
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    Deno.writeTextFileSync(`${paths.backups}/personal.1.json`, "{}");
    const change = await changePassword(denoHost, paths, "personal", key, NEW, CHEAP);
    assert.deepEqual([change.rewrapped, change.removed], [[3, 2], [1]]);

    const stored = readVault(paths, "personal");
    assert.equal(stored.file.generation, 4);
    assert.equal(stored.file.slots[0]!.id, change.slot.id);
    assert.notEqual(stored.file.slots[0]!.id, file.slots[0]!.id);
    assert.notEqual(stored.file.slots[0]!.kdf, file.slots[0]!.kdf);
    assert.deepEqual((await tryPassword(stored.file, NEW)).key.bytes, key.bytes);
    assert.deepEqual(await titles(await openVault(denoHost, paths, stored, key)), ["a", "b"]);

    for (const entry of Deno.readDirSync(paths.backups)) {
      const path = `${paths.backups}/${entry.name}`;
      const backup = parseVault(Deno.readFileSync(path), path);
      assert.deepEqual((await tryPassword(backup, NEW)).key.bytes, key.bytes);
      await throwsUserError(() => tryPassword(backup, PASSWORD), 77, "wrong-password");
    }
    await throwsUserError(() => tryPassword(stored.file, PASSWORD), 77, "wrong-password");

    const source = restoreSource(paths, "personal", 2);
    const { key: again } = await tryPassword(source.file, NEW);
    const restored = await restoreVault(denoHost, paths, "personal", again, 2);
    assert.deepEqual([restored.file.generation, await titles(restored)], [5, ["a"]]);
  });
});

Deno.test("changePassword() keeps the other slots", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal");
    const password = file.slots[0]!;
    const recovery: RecoverySlot = {
      id: crypto.randomUUID(),
      kind: "recovery",
      label: "paper",
      created: "2026-01-02T03:04:05Z",
      kdf: { name: "hkdf-sha256", salt: "A".repeat(22) },
      wrapped: password.wrapped,
    };
    const slots = [recovery, password];
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.setSlots(slots));
    await changePassword(denoHost, paths, "personal", key, NEW, CHEAP);
    const slotsAfter = readVault(paths, "personal").file.slots;
    assert.deepEqual(slotsAfter.map((slot) => slot.kind), ["password", "recovery"]);
    assert.equal(JSON.stringify(slotsAfter[1]!.id), JSON.stringify(recovery.id));
  });
});

Deno.test("changePassword() refuses a weak password and changes nothing", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal");
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    const short = new Secret("seven77");
    await throwsUserError(
      () => changePassword(denoHost, paths, "personal", key, short, CHEAP),
      64,
      "weak-password",
    );
    const cheap = { ...CHEAP, passes: 1 };
    await throwsUserError(
      () => changePassword(denoHost, paths, "personal", key, NEW, cheap),
      78,
      "kdf-limits",
    );
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
  });
});

Deno.test("raisedCost() raises what is below the wanted cost and lowers nothing", () => {
  const slot = (memoryKiB: number, passes: number): PasswordSlot =>
    ({ kdf: { name: "argon2id", memoryKiB, passes, lanes: 2, salt: "" } }) as PasswordSlot;
  const wanted = { memoryKiB: 65536, passes: 3, lanes: 1 };
  assert.equal(raisedCost(slot(65536, 3), wanted), null);
  assert.equal(raisedCost(slot(131072, 4), wanted), null);
  const raised = { memoryKiB: 65536, passes: 4, lanes: 2 };
  assert.deepEqual(raisedCost(slot(19456, 4), wanted), raised);
  assert.deepEqual(raisedCost(slot(131072, 2), wanted), {
    memoryKiB: 131072,
    passes: 3,
    lanes: 2,
  });
});

Deno.test("raiseCost() replaces the slot once, in the backups too, with the same password", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const old = readVault(paths, "personal").file.slots[0] as PasswordSlot;
    const higher = { ...CHEAP, passes: 3 };
    const raise = (): Promise<PasswordSlot | null> =>
      raiseCost(denoHost, paths, "personal", key, old, PASSWORD, higher);
    const raised = await raise();
    const stored = readVault(paths, "personal");
    assert.deepEqual(structuredClone(stored.file.slots), [raised]);
    assert.equal(raised!.kdf.passes, 3);
    assert.deepEqual((await tryPassword(stored.file, PASSWORD)).key.bytes, key.bytes);
    for (const entry of Deno.readDirSync(paths.backups)) {
      const path = `${paths.backups}/${entry.name}`;
      const { slots } = parseVault(Deno.readFileSync(path), path);
      assert.deepEqual(structuredClone(slots), [raised]);
    }
    const before = Deno.readFileSync(vaultFile(paths, "personal"));
    assert.equal(await raise(), null, "another process was first");
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "personal")), before);
  });
});

Deno.test("restoreVault() finishes a password change that was cut short, and deleteVault() removes its mark", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a", "b");
    const old = Deno.readFileSync(`${paths.backups}/personal.1.json`);
    await changePassword(denoHost, paths, "personal", key, new Secret("another horse"), CHEAP);
    const mark = `${paths.backups}/.personal.slots`;
    assert.throws(() => Deno.lstatSync(mark), Deno.errors.NotFound);
    // As if the process had been killed before it changed the backups.
    Deno.writeFileSync(`${paths.backups}/personal.1.json`, old);
    Deno.writeTextFileSync(mark, "");
    await restoreVault(denoHost, paths, "personal", key, 1);
    const { file } = readVault(paths, "personal");
    await throwsUserError(() => tryPassword(file, PASSWORD), 77, "wrong-password");
    for (const backup of listBackups(paths, "personal")) {
      const { slots } = readBackup("personal", backup).file;
      assert.deepEqual(slots.map(({ id }) => id), file.slots.map(({ id }) => id));
    }
    Deno.writeTextFileSync(mark, "");
    await deleteVault(denoHost, paths, "personal");
    assert.deepEqual([...Deno.readDirSync(paths.backups)], []);
  });
});

Deno.test("changePassword() says if only the vault is changed, and the next change finishes the backups", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const [backup] = listBackups(paths, "personal");
    const target = `${paths.home}/${"x".repeat(250)}`; // too long for the temporary file next to it
    Deno.renameSync(backup!.path, target);
    Deno.symlinkSync(target, backup!.path);
    const change = () => changePassword(denoHost, paths, "personal", key, NEW, CHEAP);
    const error = await throwsUserError(change, 74, "write-failed");
    assert.match(
      error.message,
      /backups of vault "personal": the vault itself is changed, but opaws cannot write/,
    );
    assert.deepEqual(
      (await tryPassword(readVault(paths, "personal").file, NEW)).key.bytes,
      key.bytes,
    );
    await throwsUserError(
      () => tryPassword(readBackup("personal", backup!).file, NEW),
      77,
      "wrong-password",
    );
    Deno.removeSync(backup!.path);
    Deno.renameSync(target, backup!.path);
    await changeVault(denoHost, paths, "personal", key, () => {});
    await tryPassword(readBackup("personal", backup!).file, NEW);
  });
});
