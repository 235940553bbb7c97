import assert from "node:assert/strict";
import { isTemporaryId, shapeWarnings, titleFor } from "../../src/importers/candidate.ts";
import { Secret } from "../../src/secret.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

Deno.test("shapeWarnings() reports what is unusual about a pair, and never its secret", () => {
  const cases: [id: string, secret: string, warnings: number][] = [
    [ID, SECRET, 0],
    ["ASIAIOSFODNN7EXAMPLE", SECRET, 0],
    ["AKIAIOSFODNN7EXAMPL", SECRET, 1],
    ["AKIAIOSFODNN7EXAMPLEE", SECRET, 1],
    ["akiaiosfodnn7example", SECRET, 1],
    ["AROAIOSFODNN7EXAMPLE", SECRET, 1],
    [`${ID}\n`, SECRET, 1],
    [ID, SECRET.slice(1), 1],
    [ID, `${SECRET} `, 1],
    ["", "", 2],
  ];
  for (const [id, secret, count] of cases) {
    const warnings = shapeWarnings(id, new Secret(secret));
    assert.equal(warnings.length, count, JSON.stringify(id));
    assert(!secret || !warnings.join().includes(secret));
  }
});

Deno.test("isTemporaryId() recognizes ids that STS issues", () => {
  assert.equal(isTemporaryId("ASIAIOSFODNN7EXAMPLE"), true);
  assert.equal(isTemporaryId(ID), false);
});

Deno.test("titleFor() names an item after its profile", () => {
  assert.deepEqual([undefined, "", "default", "prod"].map(titleFor), [
    "AWS",
    "AWS",
    "AWS",
    "AWS prod",
  ]);
});
