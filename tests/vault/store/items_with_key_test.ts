import assert from "node:assert/strict";
import { summaryOf } from "../../../src/vault/item_summary.ts";
import { itemsWithKey } from "../../../src/vault/store/items_with_key.ts";
import { sampleItem } from "../temp_vault.ts";

Deno.test("itemsWithKey() opens only the items whose key id ends like one of those", async () => {
  const item = (title: string, key: string) =>
    sampleItem(title, { fields: [{ name: "access key id", secret: false, value: key }] });
  const items = [
    item("same", "AKIAIOSFODNN7EXAMPLE"),
    item("same end", "AKIAI44QH8DHBEXAMPLE"),
    item("other", "AKIAIOSFODNN7EXAMPLF"),
    sampleItem("none", { fields: [] }),
  ];
  const opened: string[] = [];
  const open = (id: string) => {
    const found = items.find((each) => each.id === id)!;
    opened.push(found.title);
    return Promise.resolve(found.title === "same end" ? null : found);
  };
  const summaries = items.map((each) => summaryOf(each, each.created));
  const found = await itemsWithKey(summaries, ["AKIAIOSFODNN7EXAMPLE"], open);
  assert.deepEqual(found.map(({ title }) => title), ["same"]);
  assert.deepEqual(opened, ["same", "same end"]);
  assert.deepEqual(await itemsWithKey(summaries, [], open), []);
});
