import assert from "node:assert/strict";
import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import type { GenerationHeader } from "../../../src/vault/format/generation_header.ts";
import { newUuid } from "../../../src/vault/format/uuid.ts";
import { acceptHistory, MAX_NEW_HEADERS } from "../../../src/vault/history/accept_history.ts";
import { relateHeads } from "../../../src/vault/history/header_graph.ts";
import {
  adding,
  changed,
  forged,
  founded,
  giving,
  headersOf,
  itemWith,
  people,
  type Person,
  removing,
  type SignedGeneration,
} from "./history_fixture.ts";
import { seededHost } from "./seeded_host.ts";

/** Ann is a writer, Bob a writer and Eve a reader. */
async function team() {
  const host = seededHost(7);
  const [ann, bob, eve] = await people(host, "Ann", "Bob", "Eve") as [Person, Person, Person];
  const base = await founded(host, [[ann, "writer"], [bob, "writer"], [eve, "reader"]]);
  return { host, ann, bob, eve, base };
}

function accept(
  base: SignedGeneration,
  head: SignedGeneration | string,
  fetched: ReadonlyMap<string, SignedHeader>,
): Promise<Map<string, SignedHeader>> {
  return acceptHistory({
    vault: base.file.id,
    known: headersOf(base),
    heads: [typeof head === "string" ? head : head.hash],
    fetched,
  });
}

Deno.test("acceptHistory() returns the new generations, each after its parents", async () => {
  const { host, ann, bob, base } = await team();
  const a = await changed(host, base, ann, { put: [itemWith(host, "a")] });
  const b = await changed(host, base, bob, { put: [itemWith(host, "b")] });
  const merge = await forged(host, [a, b], ann);
  const found = await accept(base, merge, headersOf(merge, b, a, base));
  assert.deepEqual([...found.keys()].at(-1), merge.hash);
  assert.equal(found.size, 3);
  assert.equal((await accept(base, base, new Map())).size, 0);
});

Deno.test("acceptHistory() refuses a generation that no writer of its parents signed", async () => {
  const { host, ann, bob, eve, base } = await team();
  const [mallory] = await people(host, "Mallory") as [Person];
  const withoutBob = await changed(host, base, ann, removing(bob));
  const sibling = await changed(host, base, bob, adding(host, mallory));
  const cases: [string, SignedGeneration, RegExp, ...SignedGeneration[]][] = [
    ["a reader", await forged(host, [base], eve), /was not a writer/],
    [
      "a reader who lists herself",
      await forged(host, [base], eve, giving(eve, "writer")),
      /was not a writer/,
    ],
    ["a stranger", await forged(host, [base], mallory, adding(host, mallory)), /was not a writer/],
    ["a removed writer", await forged(host, [withoutBob], bob), /was not a writer/, withoutBob],
    [
      "a removed writer who lists himself",
      await forged(host, [withoutBob], bob, adding(host, bob)),
      /was not a writer/,
      withoutBob,
    ],
    [
      "somebody whom only one parent lists",
      await forged(host, [withoutBob, sibling], bob, adding(host, bob)),
      /was not a writer/,
      withoutBob,
      sibling,
    ],
  ];
  for (const [name, forgery, because, ...more] of cases) {
    await assert.rejects(accept(base, forgery, headersOf(forgery, ...more)), (error: Error) => {
      assert.match(error.message, because, name);
      assert.match(error.message, new RegExp(`generation ${forgery.file.generation} `), name);
      assert.equal((error as Error & { status: number }).status, 65);
      return true;
    });
  }
});

Deno.test("acceptHistory() refuses a changed header, a signature of another and a wrong hash", async () => {
  const { host, ann, bob, base } = await team();
  const next = await changed(host, base, ann, { put: [itemWith(host, "a")] });
  const other = await changed(host, base, bob, { put: [itemWith(host, "b")] });
  const { header, signature } = next.signed;
  const cases: [SignedHeader, RegExp][] = [
    [{ header: { ...header, time: "2020-01-01T00:00:00Z" }, signature }, /its hash is wrong/],
    [{ header, signature: other.signed.signature }, /its signature is wrong/],
    [other.signed, /its hash is wrong/],
  ];
  for (const [signed, because] of cases) {
    await assert.rejects(accept(base, next, new Map([[next.hash, signed]])), because);
  }
});

Deno.test("acceptHistory() refuses wrong numbers, other vaults, new beginnings and kept keys", async () => {
  const { host, ann, bob, base } = await team();
  const cases: [Partial<GenerationHeader>, RegExp][] = [
    [{ generation: 1 }, /missing|not above/],
    [{ generation: base.file.generation + 2 ** 32 + 1 }, /too far above/],
    [{ vault: newUuid(host) }, /another vault/],
    [{ parents: [] }, /another history/],
  ];
  for (const [header, because] of cases) {
    const next = await forged(host, [base], ann, { header });
    await assert.rejects(accept(base, next, headersOf(next)), because);
  }
  const kept = await forged(host, [base], ann, { ...removing(bob), header: { rekeyed: false } });
  await assert.rejects(accept(base, kept, headersOf(kept)), /keeps the vault's key/);
});

Deno.test("acceptHistory() refuses a member under the id of other keys", async () => {
  const { host, ann, eve, base } = await team();
  const [mallory] = await people(host, "Mallory") as [Person];
  const next = await forged(host, [base], ann, {
    members: (before) => ({
      ...before,
      [eve.keys.id]: { ...before[eve.keys.id]!, agreement: mallory.keys.agreement },
    }),
  });
  await assert.rejects(accept(base, next, headersOf(next)), /its signature is wrong/);
});

Deno.test("acceptHistory() refuses a history with a gap, and one that does not lead to what is known", async () => {
  const { host, ann, base } = await team();
  const a = await changed(host, base, ann, { put: [itemWith(host, "a")] });
  const b = await changed(host, a, ann, { put: [itemWith(host, "b")] });
  await assert.rejects(accept(base, b, headersOf(b)), /is missing/);
  await assert.rejects(accept(base, b, headersOf(a)), /is missing/);
  await assert.rejects(
    accept(a, b, headersOf(b, base)).then(() => accept(b, a, headersOf(a, base))),
    /another history/,
  );
});

Deno.test("acceptHistory() needs no recursion, and refuses a history that is too long", async () => {
  const { base, ann } = await team();
  const header = { ...base.signed.header, author: ann.keys.id };
  const chain = (length: number): Map<string, SignedHeader> => {
    const headers = new Map<string, SignedHeader>();
    for (let at = 0; at < length; at++) {
      const parents = at === 0 ? [base.hash] : [`h${at - 1}`];
      headers.set(`h${at}`, { header: { ...header, generation: 2 + at, parents }, signature: "" });
    }
    return headers;
  };
  await assert.rejects(accept(base, "h99999", chain(100_000)), /its hash is wrong/);
  const last = `h${MAX_NEW_HEADERS}`;
  await assert.rejects(accept(base, last, chain(MAX_NEW_HEADERS + 1)), /more than 200000 new/);
});

Deno.test("acceptHistory() lets a member join from what the inviter signed, and from nothing else", async () => {
  const { host, ann, bob, eve, base } = await team();
  const [dan] = await people(host, "Dan") as [Person];
  const before = await changed(host, base, bob, { put: [itemWith(host, "b")] });
  const invited = await changed(host, before, ann, adding(host, dan));
  const late = await changed(host, base, bob, { put: [itemWith(host, "late")] });
  const head = await forged(host, [invited, late], bob);
  const join = (
    heads: readonly SignedGeneration[],
    fetched: readonly SignedGeneration[],
    inviter = ann,
  ) =>
    acceptHistory({
      vault: base.file.id,
      known: new Map(),
      heads: heads.map(({ hash }) => hash),
      fetched: headersOf(...fetched),
      invitation: { inviter: inviter.keys.id, joiner: dan.keys.id },
    });
  assert.equal((await join([head], [head, invited, late, before, base])).size, 5);
  // Nothing before the invitation is needed, unless something later continues it.
  assert.equal((await join([invited], [invited])).size, 1);
  await assert.rejects(join([head], [head, invited, late, before]), /is missing/);
  // A vault of the store's own, with Ann's public keys in it.
  const [mallory] = await people(host, "Mallory") as [Person];
  const own = await founded(host, [[mallory, "writer"], [ann, "writer"], [dan, "reader"]]);
  const substitute = await forged(host, [own], mallory, { header: { vault: base.file.id } });
  await assert.rejects(join([substitute], [substitute]), /no generation that lists you/);
  const imitation = await forged(host, [base], mallory, {
    ...adding(host, dan),
    header: { author: ann.keys.id },
  });
  await assert.rejects(join([imitation], [imitation, base]), /no generation that lists you/);
  await assert.rejects(
    join([head], [head, invited, late, before, base], eve),
    /no generation that lists you/,
  );
  const after = await forged(host, [invited], eve);
  await assert.rejects(join([after], [after, invited]), /was not a writer/);
});

Deno.test("relateHeads() distinguishes a rollback and a fork from what is newer", async () => {
  const { host, ann, bob, base } = await team();
  const a = await changed(host, base, ann, { put: [itemWith(host, "a")] });
  const b = await changed(host, base, bob, { put: [itemWith(host, "b")] });
  const merge = await forged(host, [a, b], ann);
  const headers = headersOf(base, a, b, merge);
  const cases = [
    [[a], [a], "same"],
    [[merge], [a], "newer"],
    [[a, b], [a], "newer"],
    [[base], [a], "older"],
    [[a], [a, b], "older"],
    [[], [a], "older"],
    [[b], [a], "fork"],
    [[a], [], "newer"],
    [[], [], "same"],
  ] as const;
  for (const [heads, seen, relation] of cases) {
    const hashes = (all: readonly SignedGeneration[]) => all.map(({ hash }) => hash);
    assert.equal(relateHeads(hashes(heads), hashes(seen), headers), relation);
  }
});
