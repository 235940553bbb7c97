import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import { wrapWithRecoveryCode } from "../../../src/vault/slots/recovery.ts";
import { newRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { changeSlots } from "../../../src/vault/store/change_slots.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { removeSlot } from "../../../src/vault/store/remove_slot.ts";
import { vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("changeSlots() and removeSlot() change the backups too, so that a removed slot opens none", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a", "b");
    const code = newRecoveryCode(denoHost);
    const slot = await wrapWithRecoveryCode(denoHost, { vaultId: file.id, key, code, label: "" });
    const added = await changeSlots(denoHost, paths, "personal", key, (before) => [
      ...before.slots,
      slot,
    ]);
    assert.deepEqual(added, { rewrapped: [2, 1], removed: [] });
    const kinds = (): string[][] => [
      readVault(paths, "personal").file.slots.map((each) => each.kind),
      ...[...Deno.readDirSync(paths.backups)].filter(({ name }) => name.endsWith(".json"))
        .map(({ name }) => `${paths.backups}/${name}`)
        .map((path) => parseVault(Deno.readFileSync(path), path).slots.map((each) => each.kind)),
    ];
    for (const each of kinds()) assert.deepEqual(each, ["password", "recovery"]);
    await removeSlot(denoHost, paths, "personal", key, slot.id);
    assert.equal(kinds().length, 4);
    for (const each of kinds()) assert.deepEqual(each, ["password"]);
  });
});
