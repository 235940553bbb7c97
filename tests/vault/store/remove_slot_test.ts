import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import type { Slot } from "../../../src/vault/format/vault_file.ts";
import { checkRemovable, matchSlot, removeSlot } from "../../../src/vault/store/remove_slot.ts";
import { throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";

Deno.test("removeSlot() never removes the last slot that a person can open on any machine", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal");
    const id = file.slots[0]!.id;
    const remove = () => removeSlot(denoHost, paths, "personal", key, id);
    const error = await throwsUserError(remove, 78, "last-human-slot");
    assert.equal(error.try, "opaws vault recovery create --vault personal");
  });
});

Deno.test("checkRemovable() keeps a password or a recovery code, and leaves tokens to be revoked", async () => {
  const [password, system, recovery, token] = (["password", "system", "recovery", "token"] as const)
    .map(slotOf);
  const check = (slots: (Slot | undefined)[], slot: Slot | undefined) => () =>
    checkRemovable({ name: "personal", slots: slots.map((each) => each!) }, slot!.id);
  await throwsUserError(check([password, system], password), 78, "last-human-slot");
  await throwsUserError(check([password, token], token), 64, "token-slot");
  check([password, system], system)();
  check([password, recovery], password)();
  const last = await throwsUserError(check([recovery, system], recovery), 78, "last-human-slot");
  assert.equal(last.try, "opaws unlock --recovery --vault personal");
});

Deno.test("matchSlot() takes an id, a beginning of one, or the kind of just one slot", async () => {
  const ids = ["aaaa1111-0000-4000-8000-000000000000", "aaaa2222-0000-4000-8000-000000000000"];
  const slots = [slotOf("password"), ...ids.map((id) => ({ ...slotOf("recovery"), id }))];
  const vault = { name: "personal", slots };
  assert.equal(matchSlot(vault, "password"), slots[0]);
  assert.equal(matchSlot(vault, ids[1]!), slots[2]);
  assert.equal(matchSlot(vault, "aaaa1"), slots[1]);
  const two = await throwsUserError(() => matchSlot(vault, "aaaa"), 64, "ambiguous-slot");
  assert.match(two.message, /: it could be aaaa1111 or aaaa2222$/);
  await throwsUserError(() => matchSlot(vault, "recovery"), 64, "ambiguous-slot");
  const none = await throwsUserError(() => matchSlot(vault, "aa"), 66, "no-slot");
  assert.match(none.message, /: no slot has that id$/);
});

function slotOf(kind: Slot["kind"]): Slot {
  return { kind, id: crypto.randomUUID() } as Slot;
}
