import assert from "node:assert/strict";
import { nearest } from "../../src/scope/nearest.ts";

Deno.test("nearest() returns the name with the fewest changes, ignoring case", () => {
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

Deno.test("nearest() compares every letter, including the last", () => {
  const names = ["a", "ab", "ba", "abc"];
  for (const name of names) assert.equal(nearest(name, names), name);
});

Deno.test("nearest() returns the first of equally near names", () => {
  assert.equal(nearest("b", ["a", "c"]), "a");
});
