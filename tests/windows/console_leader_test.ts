import assert from "node:assert/strict";
import { leaderOf } from "../../src/windows/console_leader.ts";

Deno.test("leaderOf() goes up as long as the console is the same", () => {
  const processes = [
    { pid: 10, parent: 1, start: 100n }, // cmd.exe, started by what has no part in the console
    { pid: 20, parent: 10, start: 200n },
    { pid: 30, parent: 20, start: 300n },
  ];
  assert.deepEqual(leaderOf(30, processes), { pid: 10, start: 100n });
  assert.deepEqual(leaderOf(10, processes), { pid: 10, start: 100n });
});

Deno.test("leaderOf() stops where the process that started another has ended and its id is in use again", () => {
  const processes = [
    { pid: 10, parent: 1, start: 250n },
    { pid: 20, parent: 10, start: 200n },
  ];
  assert.deepEqual(leaderOf(20, processes), { pid: 20, start: 200n });
});

Deno.test("leaderOf() ends where the system hides a process, and in a circle of reused ids", () => {
  assert.deepEqual(
    leaderOf(20, [{ pid: 10, parent: 1, start: null }, { pid: 20, parent: 10, start: 5n }]),
    { pid: 20, start: 5n },
  );
  const circle = [{ pid: 1, parent: 2, start: 5n }, { pid: 2, parent: 1, start: 5n }];
  assert.deepEqual(leaderOf(1, circle), { pid: 2, start: 5n });
  assert.equal(leaderOf(3, circle), null);
});
