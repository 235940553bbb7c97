import assert from "node:assert/strict";
import { errorOf } from "../../error_of.ts";
import {
  compareHead,
  describeComparison,
  formatHead,
  parseHead,
} from "../../../src/vault/history/compare_heads.ts";
import {
  changed,
  founded,
  headersOf,
  itemWith,
  people,
  type Person,
  type SignedGeneration,
} from "./history_fixture.ts";
import { seededHost } from "./seeded_host.ts";

Deno.test("compareHead() shows members to whom a remote shows different histories that it does", async () => {
  const host = seededHost(5);
  const [ann, bob] = await people(host, "Ann", "Bob") as [Person, Person];
  const base = await founded(host, [[ann, "writer"], [bob, "writer"]]);
  const ahead = await changed(host, base, ann, { put: [itemWith(host, "a")] });
  const hidden = await changed(host, base, bob, { put: [itemWith(host, "b")] });
  const further = await changed(host, hidden, bob, { put: [itemWith(host, "c")] });
  const compare = (
    other: SignedGeneration,
    isSequential = true,
    known = headersOf(base, ahead),
  ) => {
    const head = parseHead(
      formatHead({ hash: other.hash, generation: other.file.generation }),
      "team",
    );
    return compareHead("team", head, { heads: [ahead.hash], headers: known }, isSequential);
  };
  assert.equal(compare(ahead), "same");
  assert.equal(compare(base), "behind");
  assert.equal(compare(hidden), "fork");
  assert.equal(compare(hidden, false), "ahead"); // in a folder it may be a sibling
  assert.equal(compare(further), "ahead"); // the next sync refuses it as a fork
  assert.equal(compare(base, true, headersOf(ahead)), "behind");
  for (const { hash } of [ahead, base]) {
    const error = errorOf(() =>
      compareHead("team", { generation: 1000, hash }, {
        heads: [ahead.hash],
        headers: headersOf(base, ahead),
      }, true)
    );
    assert.match(error.message, /that hash is the one of generation \d$/);
    assert.equal(error.try, "opaws vault history team");
  }
  assert.match(
    describeComparison("fork", "team"),
    /^The .* two different histories of vault "team".*\.$/,
  );
  assert.equal(
    new Set((["same", "behind", "ahead", "fork", "unknown"] as const)
      .map((each) => describeComparison(each, "team"))).size,
    5,
  );
});

Deno.test("parseHead() refuses what is not a generation (64)", () => {
  for (
    const text of ["", "7", "7-", "-abc", `x-${"A".repeat(43)}`, `7-${"_".repeat(43)}`, "7-A B"]
  ) {
    assert.throws(() => parseHead(text, "team"), { code: "bad-head" });
  }
});
