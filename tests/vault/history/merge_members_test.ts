import assert from "node:assert/strict";
import {
  adding,
  giving,
  itemsOf,
  itemWith,
  people,
  type Person,
  removing,
} from "./history_fixture.ts";
import { notesOf, team } from "./merge_fixture.ts";

Deno.test("mergeGenerations() drops what a writer did whom the other side removed, and adopts the other side", async () => {
  const { base, ann, bob, cid, first, change, merge } = await team();
  const a = await change(base, ann, removing(cid));
  const c = await change(base, cid, { put: [{ ...first, notes: "of Cid" }] });
  const merged = await merge(a, c, bob);
  assert.equal(merged.kind === "adopt" && merged.side, "mine");
  assert.deepEqual("report" in merged && merged.report.dropped.map(({ author }) => author.name), [
    "Cid",
  ]);
  const adopted = await merge(c, a, bob);
  assert.equal(adopted.kind === "adopt" && adopted.side, "theirs");
  const removed = await merge(c, a, cid);
  assert.equal(removed.kind === "removed" && removed.by?.name, "Ann");
});

Deno.test("mergeGenerations() restores what another wrote before a removed writer changed it", async () => {
  const { base, ann, bob, cid, first, change, merge, signed } = await team();
  const a = await change(base, ann, removing(cid));
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  const c = await change(b, cid, { put: [{ ...first, notes: "of Cid" }] });
  for (const [mine, theirs] of [[a, c], [c, a]] as const) {
    assert.deepEqual(await notesOf(await signed(await merge(mine, theirs, bob), bob)), [
      "of Bob",
      "second",
    ]);
  }
});

Deno.test("mergeGenerations() drops the removals and additions of a removed writer, and what those added did", async () => {
  const { base, ann, bob, cid, host, first, change, forge, merge } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const a = await change(base, ann, removing(cid));
  let c = await change(base, cid, removing(bob));
  c = await change(c, cid, adding(host, dan));
  c = await forge([c], dan, { put: [{ ...first, notes: "of Dan" }] });
  const merged = await merge(a, c, bob);
  assert.equal(merged.kind === "adopt" && merged.side, "mine");
});

Deno.test("mergeGenerations() drops what a member wrote who was made a reader at the same time", async () => {
  const { base, ann, bob, cid, first, change, merge } = await team();
  const a = await change(base, ann, giving(cid, "reader"));
  const c = await change(base, cid, { put: [{ ...first, notes: "of Cid" }] });
  assert.equal((await merge(a, c, bob)).kind, "adopt");
  const own = await merge(c, a, cid, [c.hash]);
  assert.equal(own.kind === "adopt" && own.side, "theirs");
});

Deno.test("mergeGenerations() lets a reader win over a writer, and a removal over both", async () => {
  const { base, ann, bob, cid, host, change, merge } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const a = await change(base, ann, adding(host, dan, "writer"));
  const b = await change(base, bob, adding(host, dan, "reader"));
  const merged = await merge(a, b, cid);
  assert.equal(merged.kind === "adopt" && merged.side, "theirs");
  const up = await change(b, ann, giving(dan, "writer"));
  const out = await change(b, bob, removing(dan));
  const last = await merge(up, out, cid);
  assert.equal(last.kind === "adopt" && last.side, "theirs");
});

Deno.test("mergeGenerations() does not decide between writers who removed each other", async () => {
  const { base, ann, bob, cid, change, merge } = await team();
  const a = await change(base, ann, removing(bob));
  const b = await change(base, bob, removing(ann));
  for (const [mine, theirs] of [[a, b], [b, a]] as const) {
    const merged = await merge(mine, theirs, cid);
    assert.deepEqual(
      merged.kind === "split" && merged.members.map(({ name }) => name).sort(),
      ["Ann", "Bob"],
    );
  }
});

Deno.test("mergeGenerations() leaves a merge to a writer if this member may only read", async () => {
  const { base, ann, bob, host, first, second, change, merge } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan, "reader"));
  const a = await change(four, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(four, bob, { put: [{ ...second, notes: "of Bob" }] });
  assert.equal((await merge(a, b, dan)).kind, "waiting");
});

Deno.test("mergeGenerations() makes no copy disappear because a removed writer took its id", async () => {
  const { base, ann, bob, cid, host, first, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  const plain = await signed(await merge(a, b, ann), ann);
  const [copy] = [...await itemsOf(plain)].find(([, { title }]) => title.includes("conflict"))!;
  const taken = await change(b, cid, { put: [itemWith(host, "of Cid", { id: copy })] });
  const out = await change(a, ann, removing(cid));
  const made = await signed(await merge(out, taken, ann), ann);
  assert.deepEqual(await notesOf(made), ["of Ann", "of Bob", "second"]);
});

Deno.test("mergeGenerations() takes no change that a removed writer did not list, under a new key either", async () => {
  const { base, ann, bob, cid, first, host, forge, change, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan));
  const a = await change(four, ann, removing(cid));
  const b = await change(four, bob, removing(dan));
  const evil = await forge([b], cid, {
    put: [{ ...first, notes: "of Cid" }],
    header: { changedItems: [] },
  });
  for (const [mine, theirs] of [[a, evil], [evil, a]] as const) {
    const made = await signed(await merge(mine, theirs, ann), ann);
    assert.equal((await itemsOf(made)).get(first.id)!.notes, "first");
  }
});

Deno.test("mergeGenerations() takes the newer key, even if everyone knows the old one again", async () => {
  const { base, ann, bob, cid, host, first, change, merge, signed } = await team();
  const out = await change(base, ann, removing(cid));
  const back = await change(out, ann, adding(host, cid, "reader"));
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  for (const [mine, theirs] of [[back, b], [b, back]] as const) {
    const made = await signed(await merge(mine, theirs, bob), bob);
    assert.deepEqual(made.key.bytes, out.key.bytes);
    assert.deepEqual(await notesOf(made), ["of Bob", "second"]);
  }
});

Deno.test("mergeGenerations() drops a removed writer again if the merge that did so is dropped", async () => {
  const { base, ann, bob, cid, host, first, change, forge, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan));
  const withoutBob = await change(four, ann, removing(bob));
  const sibling = await forge([four], bob, { put: [{ ...first, notes: "of Bob" }] });
  // Cid takes the sibling over, goes on from it, and only then learns of the removal. Meanwhile Cid is removed, too.
  const further = await change(sibling, cid, { put: [itemWith(host, "of Cid")] });
  const merged = await signed(await merge(further, withoutBob, cid), cid);
  const withoutCid = await change(withoutBob, ann, removing(cid));
  const last = await merge(withoutCid, merged, dan);
  assert.equal(last.kind === "adopt" && last.side, "mine");
});

Deno.test("mergeGenerations() does not bring back a removed member whom a dropped generation had removed, too", async () => {
  const { base, ann, bob, cid, host, first, change, forge, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan));
  const sibling = await forge([four], cid, removing(bob));
  const withoutCid = await change(four, ann, removing(cid));
  const withoutBoth = await change(withoutCid, ann, removing(bob));
  const merged = await signed(await merge(withoutBoth, sibling, ann, [withoutBoth.hash]), ann);
  const late = await change(four, dan, { put: [{ ...first, notes: "of Dan" }] });
  const made = await signed(await merge(late, merged, dan, [late.hash]), dan);
  const names = Object.values(made.signed.header.members).map(({ name }) => name);
  assert.deepEqual(names.sort(), ["Ann", "Dan"]);
  assert.deepEqual(made.file.slots.map(({ label }) => label).sort(), ["Ann", "Dan"]);
});
