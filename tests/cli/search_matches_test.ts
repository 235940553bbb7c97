import assert from "node:assert/strict";
import { searchMatches } from "../../src/cli/search_matches.ts";

function found(typed: string, ...labels: string[]): string[] {
  return searchMatches(labels.map((label) => ({ label })), typed).map(({ label }) => label);
}

Deno.test("searchMatches() finds letters in their order, case aside", () => {
  assert.deepEqual(found("prdadm", "prod-admin", "prod-audit", "admin-prod"), ["prod-admin"]);
  assert.deepEqual(found("PA", "prod-admin"), ["prod-admin"]);
  assert.deepEqual(found("prod ad", "prod-admin"), ["prod-admin"]);
  assert.deepEqual(found("x", "prod-admin"), []);
});

Deno.test("searchMatches() has the best matches first, and keeps the order otherwise", () => {
  assert.deepEqual(found("dev", "d-e-v", "my-dev", "dxexv", "dev", "development"), [
    "dev",
    "development",
    "my-dev",
    "d-e-v",
    "dxexv",
  ]);
  assert.deepEqual(found("", "b", "a"), ["b", "a"]);
  assert.deepEqual(found("ab", "a b", "a-x-ab-b"), ["a-x-ab-b", "a b"]);
});

Deno.test("searchMatches() finds in the hint only what is typed as it is, and puts it last", () => {
  const all = [{ label: "one", hint: "personal …MPLE" }, { label: "pale" }];
  assert.deepEqual(searchMatches(all, "ple").map(({ label }) => label), ["pale", "one"]);
  assert.deepEqual(searchMatches(all, "pmp"), []);
});

Deno.test("searchMatches() takes little time for 500 long labels", () => {
  const all = Array.from({ length: 500 }, (_, at) => ({ label: "aaaa-".repeat(60) + at }));
  const start = performance.now();
  assert.equal(searchMatches(all, "aaaaaaaaaaaaaaaaaaa9").length, 95);
  assert.ok(performance.now() - start < 2_000);
});
