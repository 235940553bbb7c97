import assert from "node:assert/strict";
import { associatedData } from "../../../src/vault/format/associated_data.ts";

Deno.test("associatedData() counts bytes, not characters, before each part", () => {
  assert.equal(
    associatedData("é", "").toHex(),
    "00000008" + "6f706177732f7631" + "00000002" + "c3a9" + "00000000",
  );
});

Deno.test("associatedData() differs for lists that join to the same text", () => {
  const lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"]];
  const all = new Set(lists.map((list) => associatedData(...list).toHex()));
  assert.equal(all.size, lists.length);
});
