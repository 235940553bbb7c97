import assert from "node:assert/strict";
import { approvedVariables, changeApproved } from "../../src/credentials/approved_variables.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { throwaway } from "../throwaway.ts";

const TEAM = "11111111-2222-4333-8444-555555555555";
const OTHER = "22222222-2222-4333-8444-555555555555";

Deno.test("changeApproved() approves and withdraws by vault and name, and says what is approved then", async () => {
  using place = throwaway();
  const { paths } = place;
  assert.deepEqual(approvedVariables(paths, TEAM), []);
  assert.deepEqual(await changeApproved(denoHost, paths, TEAM, { add: ["B", "A", "B"] }), [
    "A",
    "B",
  ]);
  await changeApproved(denoHost, paths, OTHER, { add: ["C"] });
  assert.deepEqual(approvedVariables(paths, TEAM), ["A", "B"]);
  assert.deepEqual(await changeApproved(denoHost, paths, TEAM, { remove: ["A", "X"] }), ["B"]);
  assert.deepEqual(approvedVariables(paths, OTHER), ["C"]);
});

Deno.test("changeApproved() refuses a name that no item can set (64), and then approves nothing", async () => {
  using place = throwaway();
  const { paths } = place;
  for (const name of ["LD_PRELOAD", "path", "a b", ""]) {
    await assert.rejects(
      changeApproved(denoHost, paths, TEAM, { add: ["GOOD", name] }),
      (error) => error instanceof UserError && error.status === 64,
    );
  }
  assert.deepEqual(approvedVariables(paths, TEAM), []);
});

Deno.test("approvedVariables() refuses a file that is not as opaws writes it (78), and names the fix", () => {
  using place = throwaway();
  const { paths } = place;
  const path = `${paths.state}/variables.json`;
  Deno.mkdirSync(paths.state, { recursive: true });
  for (
    const text of [
      "{",
      "[]",
      '{"version":2,"approved":{}}',
      `{"version":1,"approved":{"${TEAM}":"A"}}`,
      '{"version":1,"approved":{"team":["A"]}}',
    ]
  ) {
    Deno.writeTextFileSync(path, text, { mode: 0o600 });
    assert.throws(
      () => approvedVariables(paths, TEAM),
      (error) => error instanceof UserError && error.status === 78 && error.try!.includes(path),
      text,
    );
  }
});
