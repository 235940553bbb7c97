import assert from "node:assert/strict";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { checkGeneration, checkListed } from "../../../src/vault/history/check_generation.ts";
import {
  adding,
  changed,
  forged,
  founded,
  itemWith,
  people,
  type Person,
  removing,
  type SignedGeneration,
} from "./history_fixture.ts";
import { seededHost } from "./seeded_host.ts";

async function team() {
  const host = seededHost(3);
  const [ann, bob] = await people(host, "Ann", "Bob") as [Person, Person];
  const item = itemWith(host, "first");
  const base = await founded(host, [[ann, "writer"], [bob, "writer"]], [item]);
  return { host, ann, bob, base, item };
}

async function listed(before: SignedGeneration, after: SignedGeneration): Promise<void> {
  const open = async ({ file, key }: SignedGeneration) => ({
    file,
    secret: await importSecret(key.bytes),
  });
  await checkListed(await open(before), await open(after), [after.signed]);
}

Deno.test("checkGeneration() refuses the parts of another generation", async () => {
  const { host, ann, base, item } = await team();
  const next = await changed(host, base, ann, { put: [{ ...item, notes: "second" }] });
  await checkGeneration(next.file, next.hash);
  const { items, slots } = base.file;
  const more = await changed(host, base, ann, adding(host, (await people(host, "Dan"))[0]!));
  const cases = [
    [base.file, next.hash],
    [{ ...next.file, items }, next.hash],
    [{ ...more.file, slots }, more.hash],
    [{ ...next.file, generation: 9 }, next.hash],
    [{ ...next.file, shared: base.file.shared! }, next.hash],
  ] as const;
  for (const [file, hash] of cases) {
    await assert.rejects(checkGeneration(file, hash), { code: "mixed-generation" });
  }
});

Deno.test("checkListed() refuses an item, a slot or a member that changed without being listed", async () => {
  const { host, ann, bob, base, item } = await team();
  const put = [{ ...item, notes: "second" }];
  await listed(base, await changed(host, base, ann, { put }));
  await listed(base, await changed(host, base, ann, removing(bob)));
  const [dan] = await people(host, "Dan") as [Person];
  const cases = [
    { put, header: { changedItems: [] } },
    { remove: [item.id], header: { changedItems: [] } },
    { put: [itemWith(host, "new")], header: { changedItems: [] } },
    { ...adding(host, dan), header: { changedSlots: [] } },
    { ...removing(bob), header: { changedSlots: [] } },
    { ...removing(bob), put, header: { changedItems: [] } }, // under a new key
  ];
  for (const change of cases) {
    await assert.rejects(listed(base, await forged(host, [base], ann, change)), {
      code: "mixed-generation",
    });
  }
});
