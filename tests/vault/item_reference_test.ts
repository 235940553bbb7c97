import assert from "node:assert/strict";
import { matchItem } from "../../src/vault/item_reference.ts";
import { errorOf } from "../error_of.ts";

const ITEMS = [
  { id: "11111111-aaaa-4aaa-8aaa-000000000001", title: "AWS dev", vault: "personal" },
  { id: "11111111-bbbb-4aaa-8aaa-000000000002", title: "AWS prod", vault: "personal" },
  { id: "22222222-aaaa-4aaa-8aaa-000000000003", title: "aws dev", vault: "work" },
  { id: "33333333-aaaa-4aaa-8aaa-000000000004", title: "Ünïcode 🔑", vault: "work" },
  { id: "44444444-aaaa-4aaa-8aaa-000000000005", title: "twin", vault: "work" },
  { id: "55555555-aaaa-4aaa-8aaa-000000000006", title: "twin", vault: "personal" },
];

Deno.test("matchItem() finds an item by id, title, title in another case, and unique beginning", () => {
  const found = (reference: string): string | undefined =>
    matchItem(ITEMS, reference)?.id.slice(-1);
  assert.equal(found(ITEMS[4]!.id), "5");
  assert.equal(found("AWS dev"), "1", "the exact title goes before another case");
  assert.equal(found("aws dev"), "3");
  assert.equal(found("AWS PROD"), "2");
  assert.equal(found("AWS p"), "2");
  assert.equal(found("2222"), "3");
  assert.equal(found("ünï"), "4");
});

Deno.test("matchItem() returns null if nothing matches, even for a short beginning of an id", () => {
  assert.equal(matchItem(ITEMS, "nothing"), null);
  assert.equal(matchItem(ITEMS, "222"), null);
});

Deno.test("matchItem() lists the candidates and never guesses", () => {
  for (const reference of ["twin", "AWS DEV", "AWS", "11111111", ""]) {
    const error = errorOf(() => matchItem(ITEMS, reference));
    assert.equal(error.status, 64, reference);
    assert.equal(error.code, "ambiguous-item");
  }
  const { message } = errorOf(() => matchItem(ITEMS, "twin"));
  assert.match(message, /44444444-.*in work.*55555555-.*in personal/);
});
