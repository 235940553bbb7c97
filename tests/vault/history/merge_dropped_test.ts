import assert from "node:assert/strict";
import { mergeGenerations } from "../../../src/vault/history/merge_generations.ts";
import { droppedItems } from "../../../src/vault/history/merge_report.ts";
import {
  adding,
  giving,
  itemsOf,
  itemWith,
  people,
  type Person,
  removing,
} from "./history_fixture.ts";
import { notesOf, team, titlesOf } from "./merge_fixture.ts";

Deno.test("mergeGenerations() takes no unlisted change that a removed writer made after a change that counts", async () => {
  const { base, ann, bob, cid, first, change, forge, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const evil = await forge([a], cid, {
    put: [{ ...first, notes: "of Cid" }],
    header: { changedItems: [] },
  });
  const b = await change(base, bob, removing(cid));
  const made = await signed(await merge(b, evil, bob), bob);
  assert.deepEqual(await notesOf(made), ["of Ann", "second"]);
});

Deno.test("mergeGenerations() restores a version that a removed writer's merge did not choose", async () => {
  const { base, ann, bob, cid, host, first, change, merge, signed } = await team();
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  host.pass(1_000);
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const dropped = await signed(await merge(b, a, cid), cid);
  assert.deepEqual(await notesOf(dropped), ["of Ann", "of Bob", "second"]);
  const removal = await change(b, bob, removing(cid));
  const made = await signed(await merge(removal, dropped, bob), bob);
  assert.deepEqual(await notesOf(made), ["of Ann", "of Bob", "second"]);
});

Deno.test("mergeGenerations() restores a version that a removed writer's merge did not choose, next to a later change", async () => {
  const { base, ann, bob, cid, host, first, change, merge, signed } = await team();
  const b = await change(base, bob, { put: [{ ...first, notes: "of Bob" }] });
  host.pass(1_000);
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const dropped = await signed(await merge(b, a, cid), cid);
  const removal = await change(b, bob, removing(cid));
  const later = await change(removal, bob, { put: [{ ...first, notes: "of Bob later" }] });
  const made = await signed(await merge(later, dropped, bob), bob);
  assert.deepEqual(await notesOf(made), ["of Ann", "of Bob later", "second"]);
});

Deno.test("mergeGenerations() takes no unlisted change of a writer who was made a reader at the same time", async () => {
  const { base, ann, bob, cid, first, second, change, forge, merge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...second, notes: "of Ann" }] });
  const evil = await forge([a], cid, {
    put: [{ ...first, notes: "of Cid" }],
    header: { changedItems: [] },
  });
  const b = await change(base, bob, giving(cid, "reader"));
  for (const [mine, theirs] of [[b, evil], [evil, b]] as const) {
    const made = await signed(await merge(mine, theirs, bob), bob);
    assert.deepEqual(await notesOf(made), ["first", "of Ann"]);
  }
});

Deno.test("mergeGenerations() lets a reader wait for nobody if nothing of the other branch counts", async () => {
  const { base, bob, cid, host, first, second, change, forge, merge, signed, headers } =
    await team();
  const out = await change(base, bob, removing(cid));
  const later = await change(out, bob, { put: [{ ...first, notes: "of Bob" }] });
  const back = await change(later, bob, adding(host, cid, "reader"));
  const sibling = await forge([base], cid, { put: [{ ...first, notes: "of Cid" }] });
  const mine = await signed(await merge(back, sibling, bob, [back.hash]), bob);
  const theirs = await forge([base], cid, { put: [{ ...second, notes: "of Cid" }] });
  // The reader was no member when the version that counts was written, and so cannot open its file.
  const merged = await mergeGenerations(host, {
    headers,
    mine: { ...mine, unpushed: [], isOnRemote: true },
    theirs,
    me: cid.keys.id,
    older: (hash) => Promise.resolve(hash === base.hash ? base : null),
  });
  assert.equal(merged.kind, "adopt");
  assert.ok(merged.kind === "adopt" && merged.side === "mine");
  assert.deepEqual(merged.report.lostItems, []); // the reader's vault stays as it is
});

Deno.test("mergeGenerations() makes a copy of what a removed writer may have changed if no file shows it", async () => {
  const { base, ann, bob, cid, host, first, second, headers, change, forge, signed } = await team();
  const a = await change(base, ann, { put: [{ ...first, notes: "of Ann" }] });
  const b = await change(base, bob, removing(cid));
  for (const [notes, changedItems] of [["of Ann", [second.id]], ["of Cid", []]] as const) {
    const put = notes === "of Ann" ? { ...second, notes: "of Cid" } : { ...first, notes };
    const theirs = await forge([a], cid, { put: [put], header: { changedItems } });
    const merged = await mergeGenerations(host, {
      headers,
      mine: { ...b, unpushed: [], isOnRemote: true },
      theirs,
      me: bob.keys.id,
      older: () => Promise.resolve(null),
    });
    const made = await signed(merged, bob);
    assert.deepEqual(await notesOf(made), ["first", notes, "second"].sort());
    assert.equal((await itemsOf(made)).get(first.id)!.notes, "first");
    assert.ok((await titlesOf(made)).some((title) => title.includes("(conflict, Cid, ")));
    assert.ok("report" in merged && merged.report.conflicts.length === 1);
    assert.deepEqual(droppedItems(merged.report), [
      ...changedItems.map((id) => ({ id, by: "Cid", isLost: false })),
      { id: first.id, by: "Cid", isLost: true },
    ]);
  }
});

Deno.test("mergeGenerations() reads each older file once, however many items need it", async () => {
  const { base, ann, bob, cid, host, first, second, headers, change, forge, signed } = await team();
  const put = [first, second].map((item) => ({ ...item, notes: "of Ann" }));
  const a = await change(base, ann, { put });
  const theirs = await forge([a], cid, { put: [itemWith(host, "of Cid")] });
  const b = await change(base, bob, removing(cid));
  const read: string[] = [];
  const merged = await mergeGenerations(host, {
    headers,
    mine: { ...b, unpushed: [], isOnRemote: true },
    theirs,
    me: bob.keys.id,
    older: (hash) => {
      read.push(hash);
      return Promise.resolve(hash === a.hash ? a : base);
    },
  });
  assert.deepEqual(await notesOf(await signed(merged, bob)), ["of Ann", "of Ann"]);
  assert.equal(read.filter((hash) => hash === a.hash).length, 1);
  assert.equal(new Set(read).size, read.length);
});

Deno.test("mergeGenerations() takes no unlisted change if both branches have a removed writer", async () => {
  const { base, ann, bob, cid, host, first, second, change, forge, merge, signed } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const four = await change(base, ann, adding(host, dan));
  for (const remove of [removing, (person: Person) => giving(person, "reader")]) {
    const evil = await forge([await change(four, bob, remove(cid))], dan, {
      put: [{ ...first, notes: "of Dan" }],
      header: { changedItems: [] },
    });
    const other = await change(await change(four, ann, remove(dan)), cid, {
      put: [{ ...second, notes: "of Cid" }],
    });
    for (const [mine, theirs] of [[evil, other], [other, evil]] as const) {
      const made = await signed(await merge(mine, theirs, ann), ann);
      assert.deepEqual(await notesOf(made), ["first", "second"]);
    }
  }
});
