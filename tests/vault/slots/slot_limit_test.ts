import assert from "node:assert/strict";
import { makeRoomForSlots } from "../../../src/vault/slots/slot_limit.ts";
import { isRevoked } from "../../../src/vault/slots/token_state.ts";
import { throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";
import { addTestToken, DAY, NOW } from "../token_fixture.ts";

Deno.test("makeRoomForSlots() drops a revoked token once it has expired, and makes room at 64 slots", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { slot } = await addTestToken(paths, vault, "dev");
    const revoked = { ...slot, items: {} };
    assert.ok(isRevoked(revoked));
    assert.deepEqual(makeRoomForSlots([slot, revoked], NOW, "act"), [slot, revoked]);
    assert.deepEqual(makeRoomForSlots([slot, revoked], NOW + 90 * DAY, "act"), [slot]);
    const many = Array.from({ length: 64 }, (_, at) => ({
      ...(at === 5 || at === 7 ? revoked : slot),
      created: new Date(NOW - at * DAY).toISOString(),
    }));
    assert.equal(makeRoomForSlots(many, NOW, "act").length, 63);
    assert.ok(
      !makeRoomForSlots(many, NOW, "act").includes(many[7]!),
      "the oldest revoked one goes",
    );
    const live = many.map((each) => ({ ...each, items: slot.items! }));
    await throwsUserError(() => makeRoomForSlots(live, NOW, "act"), 78, "too-many-slots");
  });
});
