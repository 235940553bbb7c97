import assert from "node:assert/strict";
import { isTemporaryId, titleFor } from "../../src/importers/candidate.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";

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
