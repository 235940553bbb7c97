import assert from "node:assert/strict";
import {
  readRequirements,
  requirementMistakes,
  requirementsPage,
} from "../../tasks/security_requirements.ts";

Deno.test("docs/security-requirements.md is what deno task requirements writes", () => {
  const page = Deno.readTextFileSync(
    new URL("../../docs/security-requirements.md", import.meta.url),
  );
  assert.equal(page, requirementsPage(readRequirements()));
});

Deno.test("docs/security-requirements.md names only tests that exist, and one for each requirement", () => {
  const sections = readRequirements();
  assert.deepEqual(requirementMistakes(sections), []);
  const rows = sections.flatMap(({ rows }) => rows);
  assert.ok(rows.length >= 55, `${rows.length} requirements`);
  const open = rows.filter(({ tests }) => Object.keys(tests).length === 0).map(({ id }) => id);
  assert.deepEqual(open, []);
});

Deno.test("requirementMistakes() finds a test and a file that are gone, and an id that is there twice", () => {
  const row = { id: "X-1", requirement: "It works.", tests: {} };
  const path = "tests/tasks/security_requirements_test.ts";
  const sections = [{
    section: "S",
    rows: [
      row,
      { ...row, tests: { [path]: [`no such ${"test"}`], "tests/none_test.ts": ["x"] } },
    ],
  }];
  assert.deepEqual(requirementMistakes(sections), [
    "X-1 is there twice",
    `X-1: ${path} has no test "no such ${"test"}"`,
    'X-1: tests/none_test.ts has no test "x"',
  ]);
});
