import assert from "node:assert/strict";
import { byTitle, fieldValue } from "../../src/vault/item.ts";
import { sampleItem } from "./temp_vault.ts";

Deno.test("fieldValue() finds a field without regard to case", () => {
  const item = sampleItem("", { fields: [{ name: "MFA Serial", secret: false, value: "x" }] });
  assert.equal(fieldValue(item, "mfa serial"), "x");
  assert.equal(fieldValue(item, "constructor"), undefined);
});

Deno.test("byTitle() sorts by title, then by id", () => {
  const items = ["b2", "a2", "B1", "a1", "é1"].map(([title, id]) => ({ title: title!, id: id! }));
  const sorted = items.toSorted(byTitle).map(({ title, id }) => title + id);
  assert.deepEqual(sorted, ["B1", "a1", "a2", "b2", "é1"]);
  assert.equal(byTitle(items[0]!, items[0]!), 0);
});
