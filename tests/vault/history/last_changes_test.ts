import assert from "node:assert/strict";
import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { lastChanges } from "../../../src/vault/history/last_changes.ts";

const ITEM = "11111111-2222-4333-8444-555555555555";

/** Returns headers of generations that all change one item. `parents` has the parents of each, by name. */
function headersOf(parents: Readonly<Record<string, readonly string[]>>) {
  return new Map(
    Object.entries(parents).map(([hash, before], at) => [
      hash,
      { header: { generation: at + 1, parents: before, changedItems: [ITEM] }, signature: "" },
    ]),
  ) as unknown as Map<string, SignedHeader>;
}

Deno.test("lastChanges() returns the newest change of each item, in a chain and after a merge", () => {
  const headers = headersOf({ root: [], a: ["root"], b: ["a"], c: ["a"], d: ["b", "c"], e: ["a"] });
  const last = (own: readonly string[], ...dropped: string[]) => {
    const branch = { head: own.at(-1)!, own };
    const { newest, isDropped } = lastChanges(branch, "e", new Set(dropped), headers).get(ITEM)!;
    return { newest, isDropped };
  };
  assert.deepEqual(last(["a", "b"]), { newest: ["b"], isDropped: false });
  assert.deepEqual(last(["a", "b"], "b"), { newest: ["a"], isDropped: true });
  assert.deepEqual(last(["a", "b", "c", "d"]), { newest: ["d"], isDropped: false });
  assert.deepEqual(last(["a", "b", "c"], "b"), { newest: ["c"], isDropped: true });
  assert.deepEqual(last(["a", "b", "c", "d"], "b"), { newest: ["d"], isDropped: false });
  assert.deepEqual(last(["a", "b", "c", "d"], "d"), { newest: ["b", "c"], isDropped: true });
  assert.deepEqual(last(["b", "c", "e"], "b", "c", "e"), { newest: [], isDropped: true });
});

Deno.test("lastChanges() follows a branch of 50,000 changes of one item, with and without a merge", () => {
  const names = Array.from({ length: 50_000 }, (_, at) => `g${at}`);
  const parents = Object.fromEntries(
    names.map((name, at) => [name, at === 0 ? ["root"] : [names[at - 1]!]]),
  );
  for (const more of [{}, { side: ["root"], end: ["side", names.at(-1)!] }]) {
    const headers = headersOf({ root: [], ...parents, ...more });
    const own = [...headers.keys()].filter((hash) => hash !== "root");
    const newest = Object.keys(more).at(-1) ?? names.at(-1);
    const branch = { head: own.at(-1)!, own };
    assert.deepEqual(lastChanges(branch, "root", new Set(), headers).get(ITEM), {
      newest: [newest],
      isDropped: false,
      isListed: false,
      isConcurrent: false,
    });
  }
});
