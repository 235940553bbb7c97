import assert from "node:assert/strict";
import { editDistance } from "../src/edit_distance.ts";

Deno.test("editDistance() counts characters that are inserted, deleted, changed or swapped", () => {
  const cases = [
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["which", "wich", 1],
    ["which", "whihc", 1],
    ["which", "whick", 1],
    ["which", "whiches", 2],
    ["ca", "abc", 3],
  ] as const;
  for (const [a, b, edits] of cases) assert.equal(editDistance(a, b), edits, `${a} ${b}`);
});

Deno.test("editDistance() compares every character, including the last", () => {
  const names = ["a", "ab", "ba", "abc"];
  for (const a of names) {
    for (const b of names) assert.equal(editDistance(a, b) === 0, a === b, `${a} ${b}`);
  }
});
