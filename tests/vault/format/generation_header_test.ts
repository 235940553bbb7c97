import assert from "node:assert/strict";
import { headerBytes, parseHeader } from "../../../src/vault/format/generation_header.ts";
import { memberOf, sharedFile, someone } from "../shared_fixture.ts";

const { file } = await sharedFile(await someone(), {});
const HEADER = file.shared!;
const [ID] = Object.keys(HEADER.members) as [string];
const MEMBER = HEADER.members[ID]!;
const HASHES = ["A".repeat(43), "B".repeat(42) + "A"];
const ids = Array.from({ length: 65 }, () => crypto.randomUUID());

Deno.test("parseHeader() returns a header as it is", () => {
  assert.equal(parseHeader(HEADER), HEADER);
  const merge = { ...HEADER, generation: 9, parents: HASHES, changedItems: ids.toSorted() };
  assert.equal(parseHeader(merge), merge);
});

const refused: Readonly<Record<string, unknown>> = {
  "another vault id": { ...HEADER, vault: "team" },
  "generation 0": { ...HEADER, generation: 0 },
  "a fraction of a generation": { ...HEADER, generation: 1.5 },
  "parents that are not sorted": { ...HEADER, parents: HASHES.toReversed() },
  "the same parent twice": { ...HEADER, parents: [HASHES[0], HASHES[0]] },
  "a short parent": { ...HEADER, parents: ["AAAA"] },
  "65 parents": {
    ...HEADER,
    parents: ids.map((id) => `${id.replaceAll("-", "").slice(0, 32)}AAAAAAAAAAA`).sort(),
  },
  "an author without an id": { ...HEADER, author: "Ann" },
  "an author who is not a member": { ...HEADER, author: ids[0] },
  "a time that does not exist": { ...HEADER, time: "2026-02-30T00:00:00Z" },
  "no members": { ...HEADER, members: {} },
  "members in an array": { ...HEADER, members: [MEMBER] },
  "65 members": { ...HEADER, members: Object.fromEntries(ids.map((id) => [id, MEMBER])) },
  "no writer": { ...HEADER, members: { [ID]: { ...MEMBER, role: "reader" } } },
  "another role": { ...HEADER, members: { [ID]: { ...MEMBER, role: "owner" } } },
  "an invisible name": { ...HEADER, members: { [ID]: { ...MEMBER, name: "\u200b" } } },
  "a short key": { ...HEADER, members: { [ID]: { ...MEMBER, signing: "AAAA" } } },
  "a member without an id": { ...HEADER, members: { Ann: MEMBER } },
  "an unknown member of a member": { ...HEADER, members: { [ID]: { ...MEMBER, admin: true } } },
  "short digests": { ...HEADER, items: "AAAA" },
  "slots instead of their digest": { ...HEADER, slots: [] },
  "changed items that are not sorted": { ...HEADER, changedItems: ids.toSorted().toReversed() },
  "a changed slot without an id": { ...HEADER, changedSlots: ["password"] },
  "rekeyed as a number": { ...HEADER, rekeyed: 1 },
  "an unknown member": { ...HEADER, name: "team" },
  "no parents": { ...HEADER, parents: undefined },
  "an array": [HEADER],
  "null": null,
};
for (const [title, value] of Object.entries(refused)) {
  Deno.test(`parseHeader() refuses ${title}`, () => {
    assert.throws(() => parseHeader(value), SyntaxError);
  });
}

Deno.test("headerBytes() does not depend on the order of members, but on every value", () => {
  const reversed = Object.fromEntries(Object.entries(HEADER).toReversed());
  assert.deepEqual(headerBytes(parseHeader(reversed)), headerBytes(HEADER));
  const other = { ...HEADER, members: { [ID]: memberOf(MEMBER, "Bob") } };
  assert.notDeepEqual(headerBytes(other), headerBytes(HEADER));
});
