import assert from "node:assert/strict";
import { nearest } from "../../src/scope/nearest.ts";

Deno.test("nearest() answers the name that takes the fewest changes, case aside", () => {
  const names = ["lock.idleMinutes", "lock.maxHours", "defaultVault"];
  const cases = [
    ["lock.idleminutes", "lock.idleMinutes"],
    ["lock.maxHour", "lock.maxHours"],
    ["defaultvalut", "defaultVault"],
    ["vault", "defaultVault"],
    ["", "defaultVault"],
    ["lock.idleMinutes".repeat(1000), "lock.idleMinutes"],
  ] as const;
  for (const [name, wanted] of cases) assert.equal(nearest(name, names), wanted, name.slice(0, 50));
});

Deno.test("nearest() weighs every letter, the last one too", () => {
  const names = ["a", "ab", "ba", "abc"];
  for (const name of names) assert.equal(nearest(name, names), name);
});

Deno.test("nearest() answers the first of equals", () => {
  assert.equal(nearest("b", ["a", "c"]), "a");
});
