import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { changeSlots } from "../../../src/vault/store/change_slots.ts";
import type { SecretSlot, Slot } from "../../../src/vault/format/vault_file.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import { checkRemovable, removeSlot, slotNamed } from "../../../src/vault/store/remove_slot.ts";
import { unwrapWithSecret, wrapWithSecret } from "../../../src/vault/slots/system.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { faults, throwAway, vaultWith } from "../throw_away.ts";

const secret = (first: number) => new Uint8Array(32).fill(first);

Deno.test("a slot of 32 secret bytes opens with these alone, and only as it was made", async () => {
  await throwAway(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal");
    const words = { kind: "system", label: "laptop" } as const;
    const slot = await wrapWithSecret(denoHost, file.id, key, secret(1), words);
    assert.deepEqual((await unwrapWithSecret(file, slot, secret(1)))?.bytes, key.bytes);
    assert.equal(await unwrapWithSecret(file, slot, secret(2)), null);
    const altered: Partial<SecretSlot>[] = [
      { label: "other" },
      { kind: "recovery" },
      { id: crypto.randomUUID() },
      { created: "2026-01-02T03:04:05Z" },
    ];
    for (const change of altered) {
      assert.equal(await unwrapWithSecret(file, { ...slot, ...change }, secret(1)), null);
    }
    const other = { id: crypto.randomUUID() };
    assert.equal(await unwrapWithSecret(other, slot, secret(1)), null);
  });
});

Deno.test("changeSlots() and removeSlot() reach the backups: what is removed opens none of them", async () => {
  await throwAway(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a", "b");
    const words = { kind: "recovery", label: "" } as const;
    const slot = await wrapWithSecret(denoHost, file.id, key, secret(1), words);
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

Deno.test("the last slot that a person can use anywhere is never removed", async () => {
  await throwAway(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal");
    const password = file.slots[0]!;
    const last = await faults(
      () => removeSlot(denoHost, paths, "personal", key, password.id),
      78,
      "last-human-slot",
    );
    assert.equal(last.try, "opaws vault recovery create");
    const made = async (kind: "system" | "recovery"): Promise<SecretSlot> =>
      await wrapWithSecret(denoHost, file.id, key, secret(1), { kind, label: "" });
    const system = await made("system");
    const recovery = await made("recovery");
    const name = "personal";
    await faults(
      () => checkRemovable({ name, slots: [password, system] }, password.id),
      78,
      "last-human-slot",
    );
    const token = { ...system, kind: "token", expires: "2099-01-02T03:04:05Z", items: {} } as Slot;
    await faults(
      () => checkRemovable({ name, slots: [password, token] }, token.id),
      64,
      "token-slot",
    );
    checkRemovable({ name, slots: [password, system] }, system.id);
    checkRemovable({ name, slots: [password, recovery] }, password.id);
    const paper = await faults(
      () => checkRemovable({ name, slots: [recovery, system] }, recovery.id),
      78,
      "last-human-slot",
    );
    assert.equal(paper.try, "opaws unlock --recovery");
  });
});

Deno.test("slotNamed() takes an id, a beginning, or the kind when there is one of it", async () => {
  await throwAway(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal");
    const words = { kind: "recovery", label: "" } as const;
    const ids = ["aaaa1111-0000-4000-8000-000000000000", "aaaa2222-0000-4000-8000-000000000000"];
    const slots = [
      file.slots[0]!,
      ...await Promise.all(
        ids.map((id) => wrapWithSecret(denoHost, file.id, key, secret(1), { ...words, id })),
      ),
    ];
    const vault = { name: "personal", slots };
    assert.equal(slotNamed(vault, "password"), slots[0]);
    assert.equal(slotNamed(vault, ids[1]!), slots[2]);
    assert.equal(slotNamed(vault, "aaaa1"), slots[1]);
    const two = await faults(() => slotNamed(vault, "aaaa"), 64, "ambiguous-slot");
    assert.match(two.message, /: it could be aaaa1111 or aaaa2222$/);
    await faults(() => slotNamed(vault, "recovery"), 64, "ambiguous-slot");
    const none = await faults(() => slotNamed(vault, "aa"), 66, "no-slot");
    assert.match(none.message, /: there is none of that id$/);
  });
});
