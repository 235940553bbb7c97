import assert from "node:assert/strict";
import { forgetUsage, itemUsage, keySince } from "../../src/credentials/item_usage.ts";
import { recordUse } from "../../src/credentials/record_use.ts";
import { throwaway } from "../throwaway.ts";

const ID = "3f2a1b4c-1111-4222-8333-444455556666";

Deno.test("recordUse() counts, for the owner only, and itemUsage() returns the time of the last use", () => {
  using place = throwaway();
  const state = `${place.folder}/state`;
  assert.deepEqual(itemUsage({ state }, { id: ID }), { lastUsed: null, uses: 0 });
  for (let at = 0; at < 3; at++) recordUse(state, ID);
  const { lastUsed, uses } = itemUsage({ state }, { id: ID });
  assert.equal(uses, 3);
  assert.equal(lastUsed, Deno.statSync(`${state}/used/${ID}`).mtime!.getTime());
  assert.equal(Deno.statSync(`${state}/used`).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(`${state}/used/${ID}`).mode! & 0o777, 0o600);
  forgetUsage({ state }, ID);
  assert.equal(itemUsage({ state }, { id: ID }).uses, 0);
  forgetUsage({ state }, "../state");
  assert.ok(Deno.statSync(`${state}/used`).isDirectory);
});

Deno.test("itemUsage() counts a use of an older key as none", () => {
  using place = throwaway();
  recordUse(place.folder, ID);
  const keyChanged = new Date(Date.now() + 3_600_000).toISOString();
  assert.deepEqual(itemUsage({ state: place.folder }, { id: ID, keyChanged }), {
    lastUsed: null,
    uses: 1,
  });
  assert.equal(keySince({ created: "2026-01-01T00:00:00Z", keyChanged }), Date.parse(keyChanged));
});

Deno.test("recordUse() never fails", () => {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/used`, "");
  recordUse(place.folder, ID);
  recordUse("/proc/nothing", ID);
});
