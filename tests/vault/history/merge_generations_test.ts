import assert from "node:assert/strict";
import { adding, itemsOf, people, type Person, removing } from "./history_fixture.ts";
import { notesOf, team, titlesOf } from "./merge_fixture.ts";

Deno.test("mergeGenerations() takes what only one side changed, and lists nothing", async () => {
  const { base, ann, bob, cid, first, second, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { remove: [second.id] });
  const made = await signed(await merge(a, b, cid), cid);
  assert.deepEqual(await notesOf(made), ["of Ann"]);
  assert.deepEqual(made.signed.header.parents, [a.hash, b.hash].sort());
  assert.deepEqual(made.signed.header.changedItems, []);
  assert.deepEqual(made.signed.header.changedSlots, []);
});

Deno.test("mergeGenerations() keeps both versions of an item that both sides changed", async () => {
  const { base, ann, bob, cid, first, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  const merged = await merge(b, a, cid);
  const made = await signed(merged, cid);
  const items = await itemsOf(made);
  assert.equal(items.get(first.id)!.notes, "of Ann"); // the earlier change
  assert.deepEqual(await notesOf(made), ["of Ann", "of Bob", "second"]);
  assert.ok((await titlesOf(made)).includes("AWS dev (conflict, Bob, 2026-03-01)"));
  assert.equal("report" in merged && merged.report.conflicts.length, 1);
});

Deno.test("mergeGenerations() never lets a deletion win over a change", async () => {
  const { base, ann, bob, cid, first, second, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { remove: [first.id] });
  for (const [mine, theirs, side] of [[a, b, "mine"], [b, a, "theirs"]] as const) {
    const merged = await merge(mine, theirs, cid);
    assert.equal(merged.kind === "adopt" && merged.side, side); // a has all that both have
  }
  const c = await change(b, bob, { put: [{ ...second, notes: "of Bob" }] });
  assert.deepEqual(await notesOf(await signed(await merge(c, a, cid), cid)), ["of Ann", "of Bob"]);
});

Deno.test("mergeGenerations() converges: two merges of the same two are the same, and one is adopted", async () => {
  const { base, ann, bob, cid, first, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  const one = await signed(await merge(a, b, ann), ann);
  const other = await signed(await merge(b, a, bob), bob);
  assert.deepEqual(await itemsOf(one), await itemsOf(other));
  const [at, from] = [await merge(one, other, ann), await merge(other, one, bob)];
  assert.equal(at.kind, "adopt");
  assert.equal(from.kind, "adopt");
  assert.notEqual("side" in at && at.side, "side" in from && from.side);
  // A change after the one that is adopted is no conflict with the other.
  const next = await change(one, cid, { put: [{ ...first, notes: "of Cid" }] });
  const last = await merge(next, other, cid);
  assert.equal(last.kind === "adopt" && last.side, "mine");
});

Deno.test("mergeGenerations() continues both if a change was made after a merge of the same two was adopted", async () => {
  const { base, ann, bob, first, change, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  const one = await signed(await merge(a, b, ann), ann);
  const other = await signed(await merge(b, a, bob), bob);
  const [copy] = [...await itemsOf(one)].find(([, { title }]) => title.includes("conflict"))!;
  const next = await change(one, ann, { remove: [copy] });
  const made = await signed(await merge(next, other, ann, [next.hash], [other.hash]), ann);
  assert.deepEqual(await notesOf(made), ["of Ann", "second"]);
  assert.deepEqual(made.signed.header.parents, [one.hash, other.hash].sort());
});

Deno.test("mergeGenerations() replaces what nobody else has seen, so that a history stays linear", async () => {
  const { base, ann, bob, first, second, change, merge, signed } = await team();
  const local = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const remote = await change(base, bob, { put: [{ ...second, notes: "of Bob" }] });
  const made = await signed(await merge(local, remote, ann, [local.hash]), ann);
  assert.deepEqual(made.signed.header.parents, [remote.hash]);
  assert.deepEqual(made.signed.header.changedItems, [first.id]);
  assert.deepEqual(await notesOf(made), ["of Ann", "of Bob"]);
});

Deno.test("mergeGenerations() seals under the new key of one side what the other changed", async () => {
  const { base, ann, bob, cid, host, first, change, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const a = await change(base, ann, removing(cid));
  let b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  b = await change(b, bob, adding(host, dan, "reader"));
  const merged = await merge(b, a, bob);
  const made = await signed(merged, bob);
  assert.deepEqual(made.key.bytes, a.key.bytes);
  assert.equal(made.signed.header.rekeyed, false);
  assert.deepEqual(await notesOf(made), ["of Bob", "second"]);
  const names = Object.values(made.signed.header.members).map(({ name }) => name);
  assert.deepEqual(names.sort(), ["Ann", "Bob", "Dan"]);
  assert.deepEqual(made.file.slots.map(({ label }) => label).sort(), ["Ann", "Bob", "Dan"]);
  assert.deepEqual("report" in merged && merged.report.removed.map(({ name }) => name), ["Cid"]);
});

Deno.test("mergeGenerations() makes a new key if both sides removed somebody else", async () => {
  const { base, ann, bob, cid, host, change, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan));
  const a = await change(four, ann, removing(cid));
  const b = await change(four, bob, removing(dan));
  const one = await signed(await merge(a, b, ann), ann);
  const other = await signed(await merge(b, a, bob), bob);
  for (const made of [one, other]) {
    assert.equal(made.signed.header.rekeyed, true);
    for (const old of [four, a, b]) assert.notDeepEqual(made.key.bytes, old.key.bytes);
    assert.deepEqual(
      Object.keys(made.signed.header.members).sort(),
      [ann.keys.id, bob.keys.id].sort(),
    );
  }
  assert.equal((await merge(one, other, ann)).kind, "adopt"); // and no endless new keys
});

Deno.test("mergeGenerations() loses no change of an item that no generation lists", async () => {
  const { base, ann, bob, first, second, forge, change, merge } = await team();
  const a = await forge([base], ann, {
    put: [{ ...first, notes: "of Ann" }],
    header: { changedItems: [] },
  });
  const b = await change(base, bob, { put: [{ ...second, notes: "of Bob" }] });
  const merged = await merge(a, b, bob);
  assert.deepEqual(merged.kind === "merged" && merged.file.shared.changedItems, [first.id]);
});

Deno.test("mergeGenerations() lists a copy of its own that replaces the same copy of another device", async () => {
  let replaced = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const { base, ann, bob, first, second, change, merge, signed } = await team(seed);
    const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
    const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
    const one = await signed(await merge(a, b, ann), ann);
    const other = await signed(await merge(b, a, bob), bob);
    const next = await change(other, bob, { put: [{ ...second, notes: "of Bob too" }] });
    const made = await signed(await merge(next, one, bob, [other.hash, next.hash]), bob);
    assert.deepEqual(made.signed.header.parents, [one.hash]);
    const [copy] = [...await itemsOf(one)].find(([, { title }]) => title.includes("conflict"))!;
    const isReplaced = made.file.items[copy]!.sealed !== one.file.items[copy]!.sealed;
    assert.equal(made.signed.header.changedItems.includes(copy), isReplaced);
    if (isReplaced) replaced++;
    // A third device sees why the two differ.
    const later = await change(one, ann, { put: [{ ...first, notes: "of Ann again" }] });
    assert.ok((await notesOf(await signed(await merge(later, made, ann), ann))).includes("of Bob"));
  }
  assert.ok(replaced > 0 && replaced < 8);
});
